import type { FoundSecret } from './findSecrets.js';
import { escapeAt } from './unescaped.js';

/** A string or another scalar of a JSON text; the place of a string is that of its content. */
interface Token {
  readonly from: number;
  readonly to: number;
  readonly kind: 'key' | 'string' | 'scalar';
}

/** Whether a text is JSON that can hold others: an object or an array. */
export function isJson(text: string): boolean {
  if (!/^\s*[[{]/.test(text.slice(0, 1000))) return false;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/**
 * A JSON text with what was found in it replaced by what it was, and still JSON of the same structure: only the
 * contents of strings are replaced, and of keys where a find stands in nothing else; a number becomes a string.
 *
 * @param found in its order and without overlaps, as a search gives them
 */
export function redactJson(text: string, found: readonly FoundSecret[]): string {
  const hits = new Map<FoundSecret, Token[]>();
  let next = 0;
  for (const token of tokensOf(text)) {
    while (next < found.length && (found[next]?.to ?? 0) <= token.from) next++;
    for (let at = next; at < found.length; at++) {
      const secret = found[at];
      if (secret === undefined || secret.from >= token.to) break;
      const tokens = hits.get(secret);
      if (tokens === undefined) hits.set(secret, [token]);
      else tokens.push(token);
    }
  }
  const parts: string[] = [];
  let end = 0;
  for (const [secret, tokens] of hits) {
    const values = tokens.filter(({ kind }) => kind !== 'key');
    for (const token of values.length > 0 ? values : tokens) {
      const { from, to } = token.kind === 'scalar' ? token : wholeEscapes(text, token, { secret, end });
      if (from < end) continue;
      const replacement = JSON.stringify(`[${secret.name}]`);
      parts.push(text.slice(end, from), token.kind === 'scalar' ? replacement : replacement.slice(1, -1));
      end = to;
    }
  }
  parts.push(text.slice(end));
  return parts.join('');
}

/** The part of a string that a find covers; half an escape would be none. Nothing in it is replaced before `end`. */
function wholeEscapes(
  text: string,
  token: Token,
  { secret, end }: { readonly secret: FoundSecret; readonly end: number },
): Pick<Token, 'from' | 'to'> {
  let at = Math.max(token.from, end);
  let from = at;
  while (at < Math.min(token.to, secret.to)) {
    if (at <= secret.from) from = at;
    at += text[at] === '\\' ? (escapeAt(text, at)?.length ?? 2) : 1;
  }
  return { from, to: Math.min(at, token.to) };
}

/** The strings and other scalars of what is known to be JSON. */
function* tokensOf(text: string): Generator<Token> {
  for (let at = 0; at < text.length; at++) {
    if (text[at] === '"') {
      const from = at + 1;
      let to = from;
      while (to < text.length && text[to] !== '"') to += text[to] === '\\' ? 2 : 1;
      at = to;
      let behind = to + 1;
      while (behind < text.length && /\s/.test(text.charAt(behind))) behind++;
      yield { from, to, kind: text[behind] === ':' ? 'key' : 'string' };
    } else if (/[\w+.-]/.test(text.charAt(at))) {
      const from = at;
      while (at + 1 < text.length && /[\w+.-]/.test(text.charAt(at + 1))) at++;
      yield { from, to: at + 1, kind: 'scalar' };
    }
  }
}
