import { extname } from 'node:path';
import type { TextStructure } from './boundary.js';
import { looksLikeLog } from './logEntries.js';

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

/** The language of a document by its name, as VS Code identifies it; undefined if it has no grammar and is no log. */
export function languageOfTitle(title: string): string | undefined {
  return EXTENSIONS[extname(title).toLowerCase()];
}

/** Finds a text's structure: with the grammar of its language if there is one, as a log, or as prose. */
export async function findStructure({
  text,
  languageId,
  title = '',
  fits,
  signal,
}: TextFacts): Promise<TextStructure> {
  const language = languageId ?? languageOfTitle(title) ?? 'plaintext';
  if (text.length > fits) {
    const { grammarFor } = await import('./grammars.js');
    const grammar = await grammarFor(language);
    if (grammar !== undefined) {
      const kind = language === 'markdown' ? 'prose' : 'code';
      try {
        const { boundariesOf } = await import('./boundaries.js');
        let unparsedFrom: number | undefined;
        const onGivenUp = (at: number): void => void (unparsedFrom = at);
        const boundaries = await boundariesOf(text, grammar, { fits, signal, onGivenUp });
        return { kind, boundaries, ...(unparsedFrom !== undefined && { unparsedFrom }) };
      } catch {
        signal.throwIfAborted();
        // A text that cannot be parsed can still be split between lines.
        return { kind, boundaries: [], unparsedFrom: 0 };
      }
    }
  }
  const isLog = language === 'log' || (language === 'plaintext' && looksLikeLog(text));
  return { kind: isLog ? 'log' : 'prose', boundaries: [] };
}
