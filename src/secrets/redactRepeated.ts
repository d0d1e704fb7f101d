import type { FoundSecret } from './findSecrets.js';

/** Anything shorter is more likely an ordinary word than a secret. */
const MIN_LENGTH = 6;
/** The minimum length of a secret that was cut off (“…”), as in an extract. */
const MIN_BEGINNING = 8;

/**
 * Replaces what texts repeat of the secrets in another one, such as an extract of an `.env` file: without the file's
 * name, no rule knows its values. Each character is compared with the sorted secrets, so many of them take no longer.
 *
 * @param found the secrets in the other text
 */
export function redactRepeated(
  texts: readonly string[],
  other: string,
  found: readonly FoundSecret[],
): readonly string[] {
  const names = new Map<string, string>();
  for (const { name, from, to } of found) {
    // An extract has some lines of a secret.
    for (const line of other.slice(from, to).split(/[\r\n]+/)) {
      if (line.trim().length >= MIN_LENGTH) names.set(line.trim(), name);
    }
  }
  const secrets = [...names.keys()].sort();
  return texts.map((text) => {
    let redacted = '';
    let end = 0;
    for (let at = 0; at < text.length; at++) {
      const match = longestAt(text, at, secrets);
      if (match === undefined) continue;
      redacted += `${text.slice(end, at)}[${names.get(match.secret) ?? ''}]`;
      end = at + match.length;
      at = end - 1;
    }
    return redacted + text.slice(end);
  });
}

/** The longest secret that stands at a position of a text, or the beginning of one that was cut off there. */
function longestAt(
  text: string,
  at: number,
  secrets: readonly string[],
): { readonly secret: string; readonly length: number } | undefined {
  let longest: { readonly secret: string; readonly length: number } | undefined;
  let [from, to] = [0, secrets.length];
  for (let length = 0; at + length < text.length; length++) {
    const first = secrets[from] ?? '';
    if (length > 0 && first.length === length) longest = { secret: first, length };
    const code = text.charCodeAt(at + length);
    const next = firstFrom(secrets, { from, to, at: length, code });
    const after = firstFrom(secrets, { from: next, to, at: length, code: code + 1 });
    if (next === after) {
      return length >= MIN_BEGINNING && text[at + length] === '…' ? { secret: first, length } : longest;
    }
    [from, to] = [next, after];
  }
  const last = secrets[from] ?? '';
  return last.length > 0 && last.length === text.length - at
    ? { secret: last, length: last.length }
    : longest;
}

/** The first in a range of secrets, alike before a position, whose character there is at least this one. */
function firstFrom(
  secrets: readonly string[],
  { from, to, at, code }: Readonly<Record<'from' | 'to' | 'at' | 'code', number>>,
): number {
  let [low, high] = [from, to];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const secret = secrets[middle] ?? '';
    if (at < secret.length && secret.charCodeAt(at) >= code) high = middle;
    else low = middle + 1;
  }
  return low;
}
