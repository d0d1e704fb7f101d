import { abortable } from '../common/abortable.js';
import type { TextStructure } from '../text/boundary.js';
import type { FoldedText } from '../text/foldText.js';
import type { LineRange } from '../text/lineReference.js';
import { findStructure } from '../text/structure.js';
import { splitLongText, type TextPart } from '../text/split.js';
import { BYTES_PER_TOKEN, estimateTokens } from '../text/tokens.js';
import { keyOf } from './answerCache.js';
import { saveMemory } from './saveMemory.js';

/** What a text is split by. */
export interface Splittable {
  readonly text: string;
  readonly title?: string | undefined;
  readonly languageId?: string | undefined;
  /** The maximum size of one part, in estimated tokens. */
  readonly partTokens: number;
  /** The line of its document at which it begins. */
  readonly firstLine?: number;
  /** Whether a log or a table that is longer than one part is folded; by default it is. */
  readonly fold?: boolean | undefined;
}

/** How a text is structured and split. */
export interface SplitText {
  readonly structure: TextStructure;
  /** What its parts are parts of: the text, or what it was folded to. */
  readonly text: string;
  /** Their lines are those of the text's document. */
  readonly parts: readonly TextPart[];
  /** Of a text that was folded. */
  readonly folded?: Pick<FoldedText, 'entries' | 'templates' | 'of'> & {
    /** The lines of the document that some of the folded text stand for: where they begin, without what is left out. */
    readonly linesAt: (lines: LineRange) => LineRange | undefined;
  };
}

export function isFolded({ folded }: SplitText): boolean {
  return folded !== undefined;
}

/** Remembers the last text that was split, because a summary follows its plan. */
export class Splitter {
  #last: { readonly key: string; readonly text: Promise<SplitText> } | undefined;

  async split(source: Splittable, signal: AbortSignal): Promise<SplitText> {
    const { text, title = '', languageId = '', partTokens, firstLine = 1, fold = true } = source;
    const key = keyOf(text, title, languageId, String(partTokens), String(firstLine), String(fold));
    try {
      if (this.#last?.key === key) return await abortable(this.#last.text, signal);
    } catch {
      // It may have been the other caller that cancelled.
      signal.throwIfAborted();
    }
    const last = { key, text: split(source, signal) };
    this.#last = last;
    // Forget a split that failed or was cancelled.
    last.text.catch(() => {
      if (this.#last === last) this.#last = undefined;
    });
    return await last.text;
  }
}

async function split(source: Splittable, signal: AbortSignal): Promise<SplitText> {
  const { text, title, languageId, partTokens, firstLine = 1, fold = true } = source;
  const fits = partTokens * BYTES_PER_TOKEN;
  if (text.length > fits) await saveMemory();
  const structure = await findStructure({ text, title, languageId, fits, signal });
  if (fold && estimateTokens(text) > partTokens) {
    const { foldText } = await import('../text/foldText.js');
    const folded = await foldText(text, { title, languageId, firstLine, signal });
    if (folded !== undefined) return await splitFolded(folded, partTokens, signal);
  }
  const parts = await splitLongText(text, structure, { maxTokens: partTokens, signal });
  const above = firstLine - 1;
  return {
    structure,
    text,
    parts: parts.map((part) => ({
      ...part,
      fromLine: part.fromLine + above,
      toLine: part.toLine + above,
    })),
  };
}

async function splitFolded(
  { text, lines, boundaries, entries, templates, of }: FoldedText,
  partTokens: number,
  signal: AbortSignal,
): Promise<SplitText> {
  const structure = { kind: 'log', boundaries } as const;
  const parts = await splitLongText(text, structure, { maxTokens: partTokens, signal });
  return {
    structure,
    text,
    parts: parts.map((part) => {
      const ofLog = lines.slice(part.fromLine - 1, part.toLine);
      const fromLine = ofLog[0]?.fromLine ?? 1;
      // What is folded in a part may go on behind it.
      const toLine = ofLog.reduce((most, line) => Math.max(most, line.toLine), fromLine);
      return { ...part, fromLine, toLine };
    }),
    folded: {
      entries,
      templates,
      of,
      linesAt: ({ fromLine, toLine }) => {
        const all = lines.slice(fromLine - 1, toLine);
        const [first] = all;
        // Of an entry, the first line has its own lines; the last may stand for others far below.
        const last = all.find(({ fromLine: begin }) => begin === all.at(-1)?.fromLine);
        return first && last && { fromLine: first.fromLine, toLine: last.toLine };
      },
    },
  };
}
