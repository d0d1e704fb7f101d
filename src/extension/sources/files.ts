import * as vscode from 'vscode';
import { cancelled, SummarizeError } from '../../common/errors.js';
import type { Logger } from '../../common/logger.js';
import { isEnvFile } from '../../secrets/envFile.js';
import { readDocument } from './document.js';
import { forbidden, readFileText, type FileText, type Omission, type ReadingRules } from './fileText.js';
import { filesIn } from './folderFiles.js';
import { ignoredFiles, linkedName } from './ignoredFiles.js';
import { isNotebookFile, notebookFileText } from './notebook.js';
import type { SourceText } from './sourceText.js';

/** The most files that are summarized together. */
const MAX_FILES = 2000;
/** The most text of theirs, in UTF-16 code units. */
const MAX_TEXT = 20_000_000;
/** How many files are read at a time. */
const AT_ONCE = 16;
/** How many of those that are left out are named. */
const NAMED = 3;

interface Omitted {
  readonly uri: vscode.Uri;
  readonly why: Omission;
}

/**
 * What someone chose in the Explorer: a file as such; several, or what is in folders, as one text in which a line
 * such as `===== src/parse.ts =====` begins each file. Files that are left out are told.
 *
 * @throws {SummarizeError} `nothingToSummarize`, `fileIgnored`, `textTooLarge`
 */
export async function filesText(
  chosen: readonly vscode.Uri[],
  { signal, log }: { readonly signal: AbortSignal; readonly log: Logger },
): Promise<SourceText> {
  const kinds = await Promise.all(chosen.map(async (uri) => ({ uri, isFolder: await isFolder(uri) })));
  const [first] = kinds;
  if (first === undefined) {
    throw new SummarizeError('nothingToSummarize', 'Select a file or folder in the Explorer, and try again.');
  }
  if (kinds.length === 1 && !first.isFolder) return await readDocument(first.uri);
  const title = titleOf(chosen);
  return await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Window, title: `Reading ${title}` },
    async () => {
      const lists = await Promise.all(
        kinds.map(async ({ uri, isFolder }) =>
          isFolder
            ? (await filesIn(uri, signal)).map((file) => ({ uri: file, within: uri }))
            : [{ uri, within: undefined }],
        ),
      );
      const found = new Map(lists.flat().map((file) => [file.uri.toString(), file]));
      const { texts, omitted } = await readAll([...found.values()], signal);
      for (const { uri, why } of omitted) log.info(`Left out ${nameOf(uri)}: ${why}.`);
      if (texts.length === 0) throw nothingIn(title, omitted);
      return {
        text: texts.join('\n\n'),
        title,
        part: partOf(texts.length, omitted.length),
        leftOut: omitted.map(({ uri, why }) => `${nameOf(uri)} (${why})`),
        lines: '',
        firstLine: undefined,
        languageId: 'plaintext',
        identity: ['files', ...chosen.map(String)].join(' '),
        asksFirst: kinds.some(({ isFolder }) => isFolder),
      };
    },
  );
}

async function isFolder(uri: vscode.Uri): Promise<boolean> {
  try {
    const { type } = await vscode.workspace.fs.stat(uri);
    return (type & vscode.FileType.Directory) !== 0;
  } catch {
    return false;
  }
}

/** A file, and the folder that the user chose, if it was not the file itself. */
interface Found {
  readonly uri: vscode.Uri;
  readonly within: vscode.Uri | undefined;
}

/** Reads files, a few at a time, in their order. */
async function readAll(
  files: readonly Found[],
  signal: AbortSignal,
): Promise<{ readonly texts: readonly string[]; readonly omitted: readonly Omitted[] }> {
  if (files.length > MAX_FILES) {
    throw tooLarge(`There are ${files.length.toLocaleString('en-US')} files, more than 2,000`);
  }
  const patternFor = ignoredFiles();
  const texts: string[] = [];
  const omitted: Omitted[] = [];
  let length = 0;
  for (let from = 0; from < files.length; from += AT_ONCE) {
    if (signal.aborted) throw cancelled(signal.reason);
    const some = files.slice(from, from + AT_ONCE);
    const read = await Promise.all(
      some.map(async ({ uri, within }) => ({ uri, result: await readOne(uri, { patternFor, within }) })),
    );
    for (const { uri, result } of read) {
      if ('omission' in result) omitted.push({ uri, why: result.omission });
      else if (result.text.trim() !== '') texts.push(await withHeader(uri, result.text));
      length += 'text' in result ? result.text.length : 0;
    }
    if (length > MAX_TEXT) throw tooLarge('The files have more than 20 million characters');
  }
  return { texts, omitted };
}

async function readOne(uri: vscode.Uri, rules: ReadingRules): Promise<FileText> {
  const omission = await forbidden(uri, rules);
  if (omission !== undefined) return { omission };
  return await (isNotebookFile(uri) ? notebookFileText(uri) : readFileText(uri));
}

async function withHeader(uri: vscode.Uri, text: string): Promise<string> {
  const linked = await linkedName(uri);
  // The name says how the text is searched for secrets.
  const name = linked !== undefined && isEnvFile(linked) ? `${nameOf(uri)} → ${linked}` : nameOf(uri);
  return `===== ${name} =====\n\n${text}`;
}

function nameOf(uri: vscode.Uri): string {
  return vscode.workspace.asRelativePath(uri);
}

function titleOf([first, ...others]: readonly vscode.Uri[]): string {
  const name = first?.path.split('/').at(-1) ?? '';
  return others.length === 0 ? name : `${name} and ${String(others.length)} more`;
}

/** "12 files, 3 left out". */
function partOf(count: number, omitted: number): string {
  const files = count === 1 ? '1 file' : `${count.toLocaleString('en-US')} files`;
  return omitted === 0 ? files : `${files}, ${omitted.toLocaleString('en-US')} left out`;
}

function nothingIn(title: string, omitted: readonly Omitted[]): SummarizeError {
  const named = omitted.slice(0, NAMED).map(({ uri, why }) => `${nameOf(uri)} (${why})`);
  const more = omitted.length > named.length ? ` and ${String(omitted.length - named.length)} more` : '';
  const why = omitted.length === 0 ? '' : ` Left out: ${named.join(', ')}${more}.`;
  return new SummarizeError('nothingToSummarize', `There is no text in ${title}.${why} Choose other files.`);
}

function tooLarge(what: string): SummarizeError {
  return new SummarizeError('textTooLarge', `${what}; choose fewer, or a smaller folder.`);
}
