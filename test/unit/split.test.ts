import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import type { TextStructure } from '../../src/text/boundary.js';
import { findStructure } from '../../src/text/structure.js';
import { splitText, type TextPart } from '../../src/text/split.js';
import { BYTES_PER_TOKEN, estimateTokens } from '../../src/text/tokens.js';
import { ROOT } from '../support/paths.js';

const signal = new AbortController().signal;
const PROSE: TextStructure = { kind: 'prose', boundaries: [] };

async function split(text: string, languageId: string, tokens: number): Promise<readonly string[]> {
  const structure = await findStructure({ text, languageId, fits: tokens * BYTES_PER_TOKEN, signal });
  return textsOf(text, splitText(text, structure, tokens));
}

function textsOf(text: string, parts: readonly TextPart[]): string[] {
  return parts.map(({ from, to }) => text.slice(from, to));
}

const anyText = fc
  .array(
    fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.lorem({ mode: 'sentences' }),
      fc.constantFrom(
        '\n',
        '\n\n',
        '\r\n',
        '👩‍👩‍👧',
        '\ud800',
        'é',
        '# Heading\n',
        '```\n',
        '2026-11-22T10:00:00 x\n',
      ),
    ),
    { maxLength: 60 },
  )
  .map((pieces) => pieces.join(''));
const boundaries = fc
  .array(fc.record({ at: fc.nat(500), level: fc.nat(3) }), { maxLength: 20 })
  .map((found) => found.sort((a, b) => a.at - b.at));

describe('Splitting a text', () => {
  it('loses nothing, keeps to its size, and counts its lines, whatever the text', () => {
    fc.assert(
      fc.property(
        anyText,
        fc.constantFrom('prose', 'code', 'log'),
        boundaries,
        fc.integer({ min: 5, max: 200 }),
        (text, kind, found, tokens) => {
          const parts = splitText(text, { kind, boundaries: found }, tokens);
          assert.equal(textsOf(text, parts).join(''), text);
          for (const [index, { from, to, fromLine, toLine }] of parts.entries()) {
            assert.ok(to > from);
            assert.ok(estimateTokens(text.slice(from, to)) <= tokens);
            assert.equal(fromLine, text.slice(0, from).split('\n').length);
            assert.ok(toLine >= fromLine);
            const next = parts[index + 1];
            const cutsPair =
              /[\ud800-\udbff]/.test(text.charAt(to - 1)) && /[\udc00-\udfff]/.test(text.charAt(to));
            assert.ok(next === undefined || !cutsPair, 'a surrogate pair was cut');
          }
        },
      ),
      { numRuns: 300 },
    );
  });

  it('leaves a text alone that fits', () => {
    assert.deepEqual(textsOf('One. Two.', splitText('One. Two.', PROSE, 3)), ['One. Two.']);
  });

  it('fills each part at least to two thirds', () => {
    const text = 'A sentence of some words. '.repeat(400);
    const parts = textsOf(text, splitText(text, PROSE, 100));
    for (const part of parts.slice(0, -1)) assert.ok(estimateTokens(part) >= 66, part);
  });

  for (const [what, text, end] of [
    ['paragraphs', 'Some words here. And more of it.\n\n'.repeat(50), /\n\n$/],
    ['sentences', 'Some words here. Dr. Who is 3.5 m. Is he? '.repeat(50), /[.?] $/],
    ['words', 'word '.repeat(300), /word $/],
    ['characters as people see them', '👩‍👩‍👧'.repeat(100), /👩‍👩‍👧$/u],
  ] as const) {
    it(`cuts between ${what} where it can do no better`, () => {
      for (const part of textsOf(text, splitText(text, PROSE, 60)).slice(0, -1)) assert.match(part, end);
    });
  }

  it('keeps the parts far from a change', async () => {
    const lines = Array.from({ length: 3000 }, (_, index) => {
      const time = new Date(Date.UTC(2026, 10, 22) + index * 1371).toISOString();
      return `${time} worker-${String((index * 7) % 13)} handled request ${String((index * 7919) % 10007)}\n`;
    });
    const before = await split(lines.join(''), 'log', 1000);
    const after = await split(
      lines.toSpliced(100, 1, 'an entry\n', 'and another one\n').join(''),
      'log',
      1000,
    );
    const known = new Set(before);
    const changed = after.filter((part) => !known.has(part));
    assert.ok(before.length > 40);
    assert.ok(changed.length <= 5, `${String(changed.length)} of ${String(after.length)} parts changed`);
  });
});

describe('The structure of a text', () => {
  it('of Markdown is its headings, but not those in code', async () => {
    const section = (title: string): string => `## ${title}\n\nWords.\n\n\`\`\`sh\n# no heading\n\`\`\`\n\n`;
    const text = `# All\n\n${['One', 'Two', 'Three', 'Four', 'Five'].map(section).join('')}`;
    const parts = await split(text, 'markdown', 25);
    for (const part of parts.slice(1)) assert.match(part, /^## /);
    const { boundaries: found } = await findStructure({ text, languageId: 'markdown', fits: 10, signal });
    assert.deepEqual(
      found.flatMap(({ title }) => title ?? []),
      ['# All', '## One', '## Two', '## Three', '## Four', '## Five'],
    );
  });

  for (const [language, definition] of [
    ['javascript', (name: string) => `/** Adds. */\nfunction ${name}(a, b) {\n  return a +\n\n    b;\n}\n`],
    [
      'typescript',
      (name: string) => `// Adds.\nexport function ${name}(a: number): number {\n\n  return a;\n}\n`,
    ],
    ['python', (name: string) => `# Adds.\n@cached\ndef ${name}(a):\n\n    return a\n`],
    ['java', (name: string) => `/** Adds. */\nclass ${name} {\n\n  int a() { return 1; }\n}\n`],
    ['cpp', (name: string) => `// Adds.\nint ${name}(int a) {\n\n  return a;\n}\n`],
    ['rust', (name: string) => `/// Adds.\nfn ${name}(a: i32) -> i32 {\n\n    a\n}\n`],
    ['go', (name: string) => `// Adds.\nfunc ${name}(a int) int {\n\n\treturn a\n}\n`],
    ['php', (name: string) => `// Adds.\nfunction ${name}($a) {\n\n  return $a;\n}\n`],
  ] as const) {
    it(`of ${language} is its definitions, with the comments above them`, async () => {
      const names = Array.from({ length: 40 }, (_, index) => `name${String(index)}`);
      const text = `${language === 'php' ? '<?php\n' : ''}${names.map(definition).join('\n')}`;
      const parts = await split(text, language, 60);
      assert.ok(parts.length > 5);
      const first = definition('x').slice(0, 4);
      for (const part of parts.slice(1)) assert.ok(part.startsWith(first), JSON.stringify(part.slice(0, 30)));
    });
  }

  it('of a class that is too long is its methods', async () => {
    const method = (index: number): string =>
      `  /** Does. */\n  m${String(index)}() {\n    return ${String(index)};\n  }\n\n`;
    const text = `class Long {\n${Array.from({ length: 60 }, (_, index) => method(index)).join('')}}\n`;
    const parts = await split(text, 'typescript', 80);
    for (const part of parts.slice(1, -1)) assert.match(part, /^ {2}\/\*\* Does/);
  });

  it('of a large program is found piece by piece, as if at once', async () => {
    const text = readFileSync(path.join(ROOT, 'node_modules/typescript/lib/_tsc.js'), 'utf8').slice(
      0,
      1_200_000,
    );
    const { boundaries: found } = await findStructure({
      text,
      languageId: 'javascript',
      fits: 80_000,
      signal,
    });
    const outermost = found.filter(({ level }) => level === 0);
    assert.ok(outermost.length > 500);
    for (const { at } of outermost) assert.ok(at === 0 || text.charAt(at - 1) === '\n');
    assert.deepEqual(
      found,
      found.toSorted((a, b) => a.at - b.at),
    );
  });

  it('of a log is its entries, with what belongs to them', async () => {
    const entry = (index: number): string =>
      `2026-11-22 10:00:${String(index % 60).padStart(2, '0')} ERROR it failed\n    at a (b.js:1)\n    at c (d.js:2)\n`;
    const text = Array.from({ length: 200 }, (_, index) => entry(index)).join('');
    const parts = await split(text, 'plaintext', 200);
    for (const part of parts) assert.match(part, /^2026-/);
  });

  for (const [what, text] of [
    ['one line of code', `x=[${'1,'.repeat(500_000)}1]`],
    ['an array of many lines', `x=[\n${'1,\n'.repeat(300_000)}1]`],
    ['quotes in quotes', `${'>'.repeat(20_000)} a\n${'word\n'.repeat(30_000)}`],
    ['functions in functions', 'function f(){'.repeat(20_000)],
  ] as const) {
    it(`of ${what} is found, or not, but in time`, async () => {
      for (const language of ['javascript', 'markdown']) {
        assert.equal((await split(text, language, 20_000)).join(''), text);
      }
    });
  }

  it('is not looked for where the text fits, and hears a cancel where it is', async () => {
    const text = '# A\n\nB\n';
    assert.deepEqual(await findStructure({ text, title: 'a.md', fits: 100, signal }), {
      kind: 'prose',
      boundaries: [],
    });
    const long = 'function f() {}\n'.repeat(100_000);
    const abort = AbortSignal.abort(new Error('enough'));
    await assert.rejects(findStructure({ text: long, title: 'a.js', fits: 100, signal: abort }), /enough/);
  });
});
