import { looksLikeJson } from './jsonTokens.js';
import { codeLanguageOf } from './language.js';
import { looksLikeAnyLog } from './logEntries.js';
import { tableFormOf } from './table.js';

/** What kind of text something is, and so what a summary of it has to tell. */
export type TextKind = 'prose' | 'markdown' | 'log' | 'code' | 'diff' | 'csv' | 'json' | 'notebook';

/** How much of a text is looked at, in UTF-16 code units and in lines. */
const SAMPLE = { characters: 64_000, lines: 400, width: 300 };

/** Languages of VS Code whose names say the kind. */
const KINDS: Readonly<Record<string, TextKind>> = {
  markdown: 'markdown',
  mdx: 'markdown',
  asciidoc: 'markdown',
  restructuredtext: 'markdown',
  html: 'markdown',
  latex: 'prose',
  log: 'log',
  diff: 'diff',
  csv: 'csv',
  tsv: 'csv',
  json: 'json',
  jsonc: 'json',
  jsonl: 'json',
  jupyter: 'notebook',
};

/** Languages of VS Code that say nothing about the kind. */
const SAYS_NOTHING = new Set(['', 'plaintext', 'code-text-binary', 'Log', 'git-commit', 'scminput']);

/**
 * The kind of a text. Only its beginning is looked at, so that this takes milliseconds for any text.
 *
 * @param languageId VS Code's identifier, where it is known
 */
export function kindOf(text: string, languageId = ''): TextKind {
  const sample = text.slice(0, SAMPLE.characters);
  const named = Object.hasOwn(KINDS, languageId) ? KINDS[languageId] : undefined;
  if (named === 'notebook' || named === 'json') {
    if (looksLikeNotebook(sample)) return 'notebook';
    return looksLikeAnyLog(sample) ? 'log' : 'json';
  }
  if (named !== undefined) return named;
  return SAYS_NOTHING.has(languageId) ? kindOfUnknown(sample) : 'code';
}

function kindOfUnknown(sample: string): TextKind {
  const lines = sample
    .split('\n', SAMPLE.lines)
    .map((line) => line.slice(0, SAMPLE.width).trimEnd())
    .filter((line) => line !== '');
  if (looksLikeDiff(lines)) return 'diff';
  const isLog = looksLikeAnyLog(sample);
  if (looksLikeJson(sample)) {
    if (looksLikeNotebook(sample)) return 'notebook';
    return isLog ? 'log' : 'json';
  }
  if (looksLikePartOfJson(lines)) return 'json';
  const table = tableFormOf(sample);
  // Times with milliseconds behind a comma look like columns.
  if (table !== undefined && (table.hasHeader || !isLog)) return 'csv';
  if (isLog) return 'log';
  if (/^<(?:!doctype html|html)\b/i.test(sample.trimStart())) return 'markdown';
  const prose = withoutFences(lines);
  const signs = lines.length - prose.length + prose.filter((line) => MARKDOWN_LINE.test(line)).length;
  const language = codeLanguageOf(prose);
  const isPage = prose.filter((line) => PAGE_LINE.test(line)).length >= 2;
  if (language !== undefined && !(isPage && MAY_BE_PAGE.has(language))) return 'code';
  return signs >= 2 || /^#{1,3} \S/.test(lines[0] ?? '') ? 'markdown' : 'prose';
}

const MARKDOWN_LINE = /^#{1,6} \S|^ {0,3}(?:[-*+]|\d{1,3}\.) \S|\]\(|^\|.*\||^(?:=|-){3,}$|^> |\*\*\S|^<\w/;

/** What only Markdown has, and code does not. */
const PAGE_LINE = /\]\(\S|^#{2,6} \S|^\[[^\]]{1,100}\]: /;
/** Languages that pages have much in common with. */
const MAY_BE_PAGE = new Set(['xml', 'yaml', 'ini', 'code']);

const DIFF_START = /^(?:diff --git |Index: |commit [\da-f]{7,64}\b|From [\da-f]{40} |--- \S|@@ -\d)/;
const HUNK = /^@@ -\d{1,9}(?:,\d{1,9})? \+\d{1,9}(?:,\d{1,9})? @@/;
const DIFF_LINE =
  /^(?:[ +\-\\]|@@|diff |index |(?:new|deleted|old) |rename |copy |similarity |Binary |commit |Author|Commit|Date|Merge|From |Subject|Index: |===)/;

function looksLikeDiff(lines: readonly string[]): boolean {
  const [first = '', second = ''] = lines;
  if (/^commit [\da-f]{7,64}\b/.test(first) && /^(?:Author|Merge|tree):? /.test(second)) return true;
  if (!lines.some((line) => HUNK.test(line))) {
    return (
      first.startsWith('diff --git ') &&
      /^(?:similarity|rename|old mode|new file|deleted|index|Binary)/.test(second)
    );
  }
  const within = lines.filter((line) => DIFF_LINE.test(line)).length;
  return within >= lines.length * (DIFF_START.test(first) ? 0.6 : 0.95);
}

/** Whether JSON is a Jupyter notebook (nbformat 4): its keys are sorted, so the cells come first. */
function looksLikeNotebook(sample: string): boolean {
  return /"cell_type"\s?:/.test(sample) && /"cells"\s?:/.test(sample);
}

const JSON_LINE =
  /^\s*(?:[\]{}[]{1,4},?|"[^"]{0,200}"\s?:\s?(?:[{["\dtfn-].{0,300})|"[^"]{0,300}",?|-?\d[\d.eE+-]{0,30},?)$/;

/** Whether lines are from the middle of JSON. */
function looksLikePartOfJson(lines: readonly string[]): boolean {
  const inside = lines.filter((line) => JSON_LINE.test(line)).length;
  return (
    inside >= 3 && inside >= lines.length * 0.95 && lines.some((line) => /^\s*"[^"]{0,200}"\s?:/.test(line))
  );
}

/** The lines that are not in a block of code. */
function withoutFences(lines: readonly string[]): readonly string[] {
  let fence = '';
  return lines.filter((line) => {
    const mark = /^ {0,3}(```|~~~)/.exec(line)?.[1];
    if (mark === undefined) return fence === '';
    if (fence === '') fence = mark;
    else if (mark === fence) fence = '';
    return false;
  });
}
