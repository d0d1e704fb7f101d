import { extname } from 'node:path';
import type { TextStructure } from './boundary.js';

export interface TextFacts {
  readonly text: string;
  /** The language identifier in VS Code. */
  readonly languageId?: string | undefined;
  /** The name of its document, whose extension is used if there is no language. */
  readonly title?: string | undefined;
  /** Shorter texts, in UTF-16 code units, are not parsed. */
  readonly fits: number;
  readonly signal: AbortSignal;
}

/** Matches the first line of a log entry, which begins with a time. */
export const LOG_ENTRY =
  /^\W{0,3}(?:\d{4}[-/]\d\d[-/]\d\d[T ,]|\d\d[:.]\d\d[:.]\d\d\b|(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)?,? ?(?:\d{1,2} )?(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)\b.{1,12}\d\d:\d\d|\d{10}(?:[.\d]{0,7})\b|\d\d\/(?:\w{3}|\d\d)\/\d{4})/;

/** The sample for detecting a log, in UTF-16 code units and in lines. */
const LOG_SAMPLE = { characters: 20_000, lines: 100 };

const EXTENSIONS: Readonly<Record<string, string>> = {
  '.md': 'markdown',
  '.markdown': 'markdown',
  '.js': 'javascript',
  '.mjs': 'javascript',
  '.cjs': 'javascript',
  '.jsx': 'javascriptreact',
  '.ts': 'typescript',
  '.mts': 'typescript',
  '.cts': 'typescript',
  '.tsx': 'typescriptreact',
  '.py': 'python',
  '.pyi': 'python',
  '.java': 'java',
  '.c': 'c',
  '.h': 'cpp',
  '.cc': 'cpp',
  '.cpp': 'cpp',
  '.hpp': 'cpp',
  '.rs': 'rust',
  '.go': 'go',
  '.php': 'php',
  '.log': 'log',
};

/** Finds a text's structure: with the grammar of its language if there is one, as a log, or as prose. */
export async function findStructure({
  text,
  languageId,
  title = '',
  fits,
  signal,
}: TextFacts): Promise<TextStructure> {
  const language = languageId ?? EXTENSIONS[extname(title).toLowerCase()] ?? 'plaintext';
  if (text.length > fits) {
    const { grammarFor } = await import('./grammars.js');
    const grammar = await grammarFor(language);
    if (grammar !== undefined) {
      const kind = language === 'markdown' ? 'prose' : 'code';
      try {
        const { boundariesOf } = await import('./boundaries.js');
        return { kind, boundaries: await boundariesOf(text, grammar, { fits, signal }) };
      } catch {
        signal.throwIfAborted();
        // A text that cannot be parsed can still be split between lines.
        return { kind, boundaries: [] };
      }
    }
  }
  const isLog = language === 'log' || (language === 'plaintext' && looksLikeLog(text));
  return { kind: isLog ? 'log' : 'prose', boundaries: [] };
}

/** Whether a text begins with enough log entries to be a log. */
export function looksLikeLog(text: string): boolean {
  const lines = text
    .slice(0, LOG_SAMPLE.characters)
    .split('\n')
    .filter((line) => line.trim() !== '')
    .slice(0, LOG_SAMPLE.lines);
  const entries = lines.filter((line) => LOG_ENTRY.test(line));
  return entries.length >= 3 && entries.length >= lines.length / 3;
}
