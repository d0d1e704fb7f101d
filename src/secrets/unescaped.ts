import { placesIn, type Start } from './places.js';

/** A text with its escapes decoded, and the mapping back. */
export interface Unescaped {
  readonly text: string;
  /** Maps a position to the original text. */
  readonly origin: (place: number) => number;
}

const CHARACTERS: Readonly<Record<string, string>> = {
  n: '\n',
  r: '\r',
  t: '\t',
  b: '\b',
  f: '\f',
  '"': '"',
  "'": "'",
  '/': '/',
  '\\': '\\',
};

/**
 * Decodes the escapes of JSON and most languages (`\n`, `\"`, `\u0041`), because a key can follow an escape directly
 * or contain several; undefined if there are none. Linear time.
 */
export function unescaped(text: string): Unescaped | undefined {
  const pieces: string[] = [];
  /** The start of each run of unescaped characters in either text. */
  const starts: Start[] = [{ here: 0, there: 0 }];
  let here = 0;
  let there = 0;
  for (let at = text.indexOf('\\'); at >= 0; at = text.indexOf('\\', at)) {
    const escape = escapeAt(text, at);
    if (escape === undefined) {
      at++;
      continue;
    }
    pieces.push(text.slice(there, at), escape.character);
    here += at - there;
    starts.push({ here, there: at });
    here += escape.character.length;
    at += escape.length;
    there = at;
    starts.push({ here, there });
  }
  if (pieces.length === 0) return undefined;
  pieces.push(text.slice(there));
  return {
    text: pieces.join(''),
    origin: placesIn(starts),
  };
}

/** The escape at a backslash, and its length. */
export function escapeAt(
  text: string,
  at: number,
): { readonly character: string; readonly length: number } | undefined {
  const sign = text.charAt(at + 1);
  if (sign === 'u') {
    const code = text.slice(at + 2, at + 6);
    if (!/^[\da-f]{4}$/i.test(code)) return undefined;
    return { character: String.fromCharCode(Number.parseInt(code, 16)), length: 6 };
  }
  const character = CHARACTERS[sign];
  return character === undefined ? undefined : { character, length: 2 };
}
