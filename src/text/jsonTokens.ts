/** A token of JSON (RFC 8259); comments and commas are left out. */
export interface JsonToken {
  readonly type: '{' | '}' | '[' | ']' | 'key' | 'string' | 'number' | 'boolean' | 'null' | 'invalid';
  /** In UTF-16 code units; a string's quotes included. */
  readonly from: number;
  readonly to: number;
}

/** Longer runs of what is no JSON are several tokens. */
const LONGEST_INVALID = 200;

/** The tokens of a text, as far as it is JSON; what is none becomes `invalid`. Linear in the text, and never throws. */
export function* jsonTokensOf(text: string): Generator<JsonToken> {
  for (let at = 0; at < text.length;) {
    const character = text.charAt(at);
    if (isBlank(character) || character === ',' || character === ':') at++;
    else if (character === '{' || character === '}' || character === '[' || character === ']') {
      yield { type: character, from: at, to: ++at };
    } else if (character === '"') {
      const to = endOfString(text, at);
      let next = to;
      while (isBlank(text.charAt(next))) next++;
      yield { type: text.charAt(next) === ':' ? 'key' : 'string', from: at, to };
      at = next;
    } else if (character === '/' && (text.charAt(at + 1) === '/' || text.charAt(at + 1) === '*')) {
      at = endOfComment(text, at);
    } else {
      let to = at + 1;
      while (to < text.length && to - at < LONGEST_INVALID && !ENDS_WORD.includes(text.charAt(to))) to++;
      yield { type: typeOfWord(text.slice(at, to)), from: at, to };
      at = to;
    }
  }
}

const ENDS_WORD = ' \t\r\n,:{}[]"';

function isBlank(character: string): boolean {
  return character === ' ' || character === '\n' || character === '\t' || character === '\r';
}

/** A string ends with its line at the latest. */
function endOfString(text: string, from: number): number {
  let at = from + 1;
  for (; at < text.length; at++) {
    const character = text.charAt(at);
    if (character === '"') return at + 1;
    if (character === '\n') return at;
    if (character === '\\') at++;
  }
  return Math.min(at, text.length);
}

function endOfComment(text: string, from: number): number {
  const isLine = text.charAt(from + 1) === '/';
  const end = text.indexOf(isLine ? '\n' : '*/', from + 2);
  return end < 0 ? text.length : end + (isLine ? 1 : 2);
}

function typeOfWord(word: string): JsonToken['type'] {
  if (word === 'true' || word === 'false') return 'boolean';
  if (word === 'null') return 'null';
  return /^-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?$/.test(word) ? 'number' : 'invalid';
}

/** Whether a text begins as JSON does: an object or a list, and hardly anything that is none. */
export function looksLikeJson(text: string): boolean {
  const sample = text.slice(0, 8000);
  const start = sample.trimStart().charAt(0);
  if (start !== '{' && start !== '[') return false;
  let tokens = 0;
  let invalid = 0;
  let keys = 0;
  for (const { type } of jsonTokensOf(sample)) {
    tokens++;
    if (type === 'invalid') invalid++;
    if (type === 'key') keys++;
  }
  // The sample may end within a word.
  const isCut = sample.length < text.length ? 1 : 0;
  if (invalid > isCut + tokens / 100) return false;
  return keys > 0 || start === '[' || tokens === 2;
}
