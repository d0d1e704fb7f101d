import type { FoundSecret } from './findSecrets.js';
import type { FindSecrets } from './secretSearch.js';

/** A text, and what goes along with it. */
export interface Texts {
  readonly text: string;
  /** The name of the text's document, which identifies an `.env` file; empty if there is none. */
  readonly title: string;
  /** Such as a question about the text, and what was said about it before. */
  readonly along: readonly string[];
}

/** The result of a search in a text and in what goes along with it; see `SearchResult`. */
export type TextsResult =
  | {
      readonly finished: true;
      /** In the text. */
      readonly found: readonly FoundSecret[];
      /** In each piece that goes along with it, in their order. */
      readonly along?: readonly (readonly FoundSecret[])[];
    }
  | { readonly finished: false };

/**
 * Searches a text and what goes along with it. That has no name: in an `.env` file every line counts, but a question
 * about one is a sentence.
 */
export async function searchTexts(
  { text, title, along }: Texts,
  find: FindSecrets,
  signal: AbortSignal,
): Promise<TextsResult> {
  const result = await find(text, title, signal);
  if (!result.finished) return result;
  const foundAlong: (readonly FoundSecret[])[] = [];
  for (const piece of along) {
    const inPiece = await find(piece, '', signal);
    if (!inPiece.finished) return inPiece;
    foundAlong.push(inPiece.found);
  }
  return { ...result, along: foundAlong };
}
