import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { promptForMerge, promptForPart, promptForWhole } from '../../src/server/prompts.js';
import { textInPrompt } from '../../src/models/offline/prompt.js';
import { lineReference, withoutLineReference } from '../../src/text/lineReference.js';
import { splitText } from '../../src/text/split.js';
import { estimateTokens } from '../../src/text/tokens.js';
import { requestOf } from '../support/fakes.js';
import { assertLead, extractLines, sectionOf, serviceLog } from '../support/extracts.js';
import { SAMPLE_FILE } from '../support/paths.js';

const sample = readFileSync(SAMPLE_FILE, 'utf8');

/** The extract of a text that was split, and merged again. */
async function merged(text: string, title: string, tokens: number): Promise<readonly string[]> {
  const parts = splitText(text, { kind: 'log', boundaries: [] }, tokens);
  assert.ok(parts.length > 2, String(parts.length));
  const extracts: string[] = [];
  for (const [index, { from, to, fromLine, toLine, path }] of parts.entries()) {
    const place = { number: index + 1, of: parts.length, fromLine, toLine, path };
    const { user, maxTokens } = promptForPart(text.slice(from, to), place, {
      title,
      outline: '- One\n- Other',
      style: undefined,
    });
    const prompt = textInPrompt(requestOf([user]));
    assert.deepEqual([prompt.firstLine, prompt.title, prompt.isContinued], [fromLine, title, index > 0]);
    extracts.push((await extractLines(prompt.text, prompt, maxTokens)).join('\n'));
  }
  const { user, maxTokens } = promptForMerge(
    extracts.map((text) => ({ text, evidence: [] })),
    { title, wishes: {}, isLast: true },
  );
  const lines = await extractLines('', textInPrompt(requestOf([user])), maxTokens);
  assertLead(lines, 1, text.split('\n').length);
  assert.ok(estimateTokens(lines.join('\n')) <= maxTokens);
  return lines;
}

describe('The prompts that the offline model gets', () => {
  for (const text of [
    'One.\nOther.',
    '\n\nbelow blank lines',
    'with </text> in it',
    '<text>\nx\n</text>',
    'ends\n\n',
  ])
    it(`are read back: ${JSON.stringify(text)}`, () => {
      const whole = textInPrompt(requestOf([promptForWhole(text, {}).user]));
      assert.deepEqual(whole, { text, isMerge: false, firstLine: 1, isContinued: false });
      const place = { number: 2, of: 5, fromLine: 120, toLine: 240, path: ['A', 'B'] };
      const part = promptForPart(text, place, { title: 'a.md', outline: '- Lines: 7', style: undefined });
      const read = textInPrompt(requestOf([part.user]));
      assert.deepEqual(read, { text, isMerge: false, firstLine: 120, isContinued: true, title: 'a.md' });
      const merge = textInPrompt(
        requestOf([
          promptForMerge(
            [text, 'b'].map((one) => ({ text: one, evidence: [] })),
            { title: 'x', wishes: {}, isLast: true },
          ).user,
        ]),
      );
      assert.deepEqual([merge.text, merge.isMerge, merge.title], [`${text}\n\nb`, true, 'x']);
    });
});

describe('A line reference', () => {
  it('is read as it is written', () => {
    for (const lines of [
      { fromLine: 12, toLine: 12 },
      { fromLine: 12, toLine: 14 },
    ])
      assert.deepEqual(withoutLineReference(`- It (line 3) is. ${lineReference(lines)}`), {
        text: '- It (line 3) is.',
        lines,
      });
    assert.equal(lineReference({ fromLine: 12, toLine: 14 }), '(lines 12–14)');
    for (const line of ['', 'It is.', '(line 3) it is', 'It (line 0)', 'It (lines 5–3)', 'It (line 3).'])
      assert.equal(withoutLineReference(line), undefined);
  });
});

describe('The offline extracts of parts', () => {
  it('become the one of the whole, for a log', async () => {
    const log = serviceLog();
    const lines = await merged(log, 'a.log', 8000);
    const whole = await extractLines(log);
    for (const heading of ['', 'What went wrong', 'Rare entries', 'Most frequent entries'])
      assert.deepEqual(sectionOf(lines, heading), sectionOf(whole, heading), heading);
    assert.match(
      sectionOf(lines, 'Times and levels').at(-1) ?? '',
      /^- Levels: 2,334 INFO, 65 ERROR, 1 WARN/,
    );
  });

  it('keep lines of the document, for prose', async () => {
    const lines = await merged(sample, 'a.txt', Math.ceil(sample.length / 14));
    assert.ok(lines.length > 1 && lines.length <= 7, String(lines.length));
    const source = sample.split('\n');
    for (const line of lines) {
      const found = withoutLineReference(line);
      assert.ok(found !== undefined);
      const { fromLine, toLine } = found.lines;
      const there = source
        .slice(fromLine - 1, toLine)
        .join(' ')
        .replace(/\s+/g, ' ');
      assert.ok(there.includes(found.text.slice(2)), line);
    }
    assert.equal(new Set(lines).size, lines.length);
  });

  it('are added up, for a table and a list of files', async () => {
    const rows = Array.from(
      { length: 3000 },
      (_, index) => `${String(index)},name,${String(index % 7)}`,
    ).join('\n');
    const [lead] = await merged(`id,name,x\n${rows}\n`, 'a.csv', 3000);
    assert.equal(lead, '**CSV: 3,000 rows, 3 columns** (lines 1–3001)');
  });

  it('never end within a line where they are to be short', async () => {
    for (const maxTokens of [60, 100, 200, 500]) {
      const lines = await extractLines(serviceLog(), {}, maxTokens);
      assert.ok(estimateTokens(lines.join('\n')) <= maxTokens);
    }
  });

  it('are summaries of any kind: those of a model are picked from', async () => {
    const summaries =
      'The first part is about bees. They like flowers.\n\nThe second part is about honey. It is sweet.';
    const lines = await extractLines(summaries, { isMerge: true });
    assert.ok(lines.length >= 1);
  });
});
