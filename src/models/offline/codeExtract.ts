import { codeLanguageOf } from '../../text/language.js';
import { codeSpan } from '../../text/inlineMarkdown.js';
import { countLines } from '../../text/lines.js';
import { counted, shortened, type Bullet, type Extract } from './bullets.js';
import { seenIn } from './codeLines.js';
import { firstSentence } from './comments.js';
import type { Definition } from './definition.js';
import { wholeOf, type Source } from './source.js';

/** The most lines of the outline. */
const MOST = { definitions: 40 };

/**
 * What code is made of: what it defines, with what its comments say of that, what it imports, and what is still to
 * do.
 */
export async function codeExtract({ text, languageId, signal }: Source): Promise<Extract> {
  const sample = text
    .slice(0, 64_000)
    .split('\n', 400)
    .filter((line) => line.trim() !== '');
  const language = languageId ?? codeLanguageOf(sample.map((line) => line.slice(0, 300))) ?? 'code';
  // The grammars are loaded only for code.
  const { definitionsIn } = await import('./outline.js');
  const parsed = await definitionsIn(text, language, signal);
  const seen = await seenIn(text, signal);
  const definitions = parsed ?? seen.definitions;
  const how = parsed !== undefined || definitions.length === 0 ? '' : ', outlined by how its lines begin';
  const figures = [
    counted(countLines(text), 'line'),
    ...(definitions.length > 0
      ? [counted(definitions.length, 'definition')]
      : [
          seen.openings.length > 0
            ? counted(seen.openings.length, 'section')
            : 'no outline for this language',
        ]),
  ];
  const named = NAMES[language] ?? (language === 'code' ? 'Code' : `Code (${language})`);
  return {
    lead: { text: `${named}: ${figures.join(', ')}${how}`, ...wholeOf(text) },
    sections: [
      {
        bullets: [
          ...aboutAll(text),
          ...outline(definitions),
          ...(definitions.length === 0 ? seen.openings.slice(0, MOST.definitions) : []),
        ],
      },
      { heading: 'Tests', bullets: seen.tests },
      { heading: 'Imports', bullets: seen.imports },
      { heading: 'To do', bullets: seen.marks },
    ],
  };
}

const NAMES: Readonly<Record<string, string>> = {
  javascript: 'JavaScript',
  javascriptreact: 'JavaScript',
  typescript: 'TypeScript',
  typescriptreact: 'TypeScript',
  python: 'Python',
  java: 'Java',
  c: 'C',
  cpp: 'C++',
  csharp: 'C#',
  rust: 'Rust',
  go: 'Go',
  php: 'PHP',
  ruby: 'Ruby',
  shellscript: 'Shell script',
  sql: 'SQL',
  css: 'CSS',
  kotlin: 'Kotlin',
  swift: 'Swift',
  xml: 'XML',
  yaml: 'YAML',
  ini: 'Settings',
};

/** A comment at the top with a blank line below it, and in some languages with what it is about. */
const TOP_COMMENT =
  /^(?:\/\*[^]{1,3000}?\*\/(?=\s{0,20}(?:\n[ \t\r]{0,20}\n|package ))|"""[^]{1,3000}?"""|(?:(?:\/\/|#)[^\n]{0,500}\n){1,60}(?=[ \t\r]{0,20}\n|package ))/;

/** What the comment at the top of a file says of it. */
function aboutAll(text: string): readonly Bullet[] {
  const start = text.slice(0, 4000);
  const above = /^(?:#![^\n]{0,200}\n)?\s{0,200}/.exec(start)?.[0] ?? '';
  const comment = TOP_COMMENT.exec(start.slice(above.length))?.[0] ?? '';
  const sentence = firstSentence(comment);
  const fromLine = above.split('\n').length;
  return sentence === '' ? [] : [{ text: sentence, fromLine, toLine: fromLine - 1 + countLines(comment) }];
}

/** The outermost first: what is in classes only as far as there is room for all of it. */
function outline(definitions: readonly Definition[]): readonly Bullet[] {
  const deepest = [3, 2, 1, 0].find(
    (level) => level === 0 || definitions.filter((one) => one.level <= level).length <= MOST.definitions,
  );
  const chosen = definitions.filter(({ level }) => level <= (deepest ?? 0));
  const shown = chosen.length <= MOST.definitions ? chosen : mostTelling(chosen);
  const rest = chosen.length - shown.length;
  const [first, last] = [chosen[0], chosen.at(-1)];
  return [
    ...shown.map(({ title, doc, line, level }) => ({
      text: `${codeSpan(shortened(title, 100))}${doc === '' ? '' : `: ${shortened(doc, 200)}`}`,
      fromLine: line,
      toLine: line,
      level,
    })),
    ...(rest > 0 && first !== undefined && last !== undefined
      ? [{ text: counted(rest, 'more definition'), fromLine: first.line, toLine: last.line }]
      : []),
  ];
}

/** What is documented or exported, in its order. */
function mostTelling(definitions: readonly Definition[]): readonly Definition[] {
  const rank = ({ title, doc }: Definition): number =>
    (doc === '' ? 0 : 2) + (/^(?:export|pub|public)\b|^func [A-Z(]/.test(title) ? 1 : 0);
  const best = new Set(
    [...definitions].sort((one, other) => rank(other) - rank(one)).slice(0, MOST.definitions),
  );
  return definitions.filter((one) => best.has(one));
}
