import { basename } from 'node:path';
import { oneLine } from '../common/errors.js';
import { styleFor } from '../call/styleFor.js';
import type { Style } from '../contract/summarize.js';
import { readInput } from './input.js';
import type { NamedText, Source } from './source.js';
import { styleOf } from './styleOf.js';

/** The whole text, and what is known of it. */
export interface ReadText {
  readonly text: string;
  readonly title: string | undefined;
  readonly languageId: string | undefined;
  /** The style for this kind of text. */
  readonly style: Style;
}

export interface Reading {
  readonly say: (sentence: string) => void;
  /** What may be sent of the texts, in their order. */
  readonly check: (texts: readonly NamedText[]) => Promise<readonly NamedText[]>;
  readonly signal: AbortSignal;
}

/** How many files a title names. */
const NAMED_FILES = 5;

/**
 * Reads the text; several files become one, with a line above each that names it.
 *
 * @throws {SummarizeError}
 */
export async function readSource(source: Source, { say, check, signal }: Reading): Promise<ReadText> {
  if (source.kind === 'diff') {
    const { gitDiff } = await import('./gitDiff.js');
    const [{ text } = { text: '' }] = await check([{ name: '', text: await gitDiff(source, signal) }]);
    const title = ['git diff', source.revision ?? 'HEAD', ...source.paths].join(' ');
    return { text, title: oneLine(title), languageId: 'diff', style: styleFor('diff') };
  }
  const texts = await check(await readTexts(source, { say, signal }));
  const [first, ...others] = texts;
  const title = others.length > 0 ? titleOf(texts) : basename(first?.name ?? '');
  return {
    text: others.length === 0 ? (first?.text ?? '') : inOne(texts),
    title: title === '' ? undefined : title,
    languageId: undefined,
    style: styleOf(texts),
  };
}

async function readTexts(
  source: Exclude<Source, { kind: 'diff' }>,
  { say, signal }: Pick<Reading, 'say' | 'signal'>,
): Promise<readonly NamedText[]> {
  if (source.kind === 'files') {
    const { readFiles } = await import('./files.js');
    return await readFiles(source.names, { say, signal });
  }
  if (process.stdin.isTTY) say('Reading from standard input; press Ctrl-D to finish.');
  return [{ name: '', text: await readInput(undefined, signal) }];
}

/** It ends like no file name, because a text of several files has no language of its own. */
function titleOf(texts: readonly NamedText[]): string {
  const names = texts.slice(0, NAMED_FILES).map(({ name }) => oneLine(basename(name), 60));
  const more = texts.length > NAMED_FILES ? ', …' : '';
  return `${String(texts.length)} files (${names.join(', ')}${more})`;
}

function inOne(texts: readonly NamedText[]): string {
  return texts
    .map(({ name, text }) => `==> ${oneLine(name, 400)} <==\n${text}${text.endsWith('\n') ? '' : '\n'}`)
    .join('\n');
}
