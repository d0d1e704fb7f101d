import type { FoundSecret } from './findSecrets.js';
import { escapeAt } from './unescaped.js';

/** A string or other scalar in a JSON text; the position of a string is that of its content. */
interface Token {
  readonly from: number;
  readonly to: number;
  readonly kind: 'key' | 'string' | 'scalar';
}

/** Whether a text is a JSON object or array. */
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
 * Replaces secrets in a JSON text with placeholders and keeps its structure: only the contents of strings are
 * replaced, and those of keys if the secret is nowhere else; a number becomes a string.
 *
 * @param found in order and without overlaps, as returned by a search
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

/** The part of a string that a secret covers, extended to whole escapes. Nothing before `end` is replaced. */
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

/** The strings and other scalars of a valid JSON text. */
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
