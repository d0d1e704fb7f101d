import { SummarizeError } from '../common/errors.js';

/** Anything shorter is more likely an ordinary word than a key. */
const MIN_LENGTH = 6;
/** The minimum length of a truncated secret, in a sentence that was cut off (“…”) in the middle of it. */
const MIN_BEGINNING = 8;
const BLANK = '[key]';

/**
 * The keys and secrets that this program uses. Servers and endpoints can repeat them, in an error or in a model's name,
 * so they are blanked in everything that is shown, logged or kept.
 */
export class KnownSecrets {
  #secrets: readonly string[] = [];

  add(secret: string): void {
    if (secret.length < MIN_LENGTH || this.#secrets.includes(secret)) return;
    // Longest first, because one can be part of another.
    this.#secrets = [...this.#secrets, secret].sort((a, b) => b.length - a.length);
  }

  /** Replaces each secret in a text. */
  readonly hideIn = (text: string): string =>
    this.#secrets.reduce(
      (hidden, secret) => withoutBeginnings(hidden.replaceAll(secret, BLANK), secret),
      text,
    );

  /** Replaces each secret in the message of a failure. */
  hideInError(error: SummarizeError): SummarizeError {
    const message = this.hideIn(error.message);
    return message === error.message
      ? error
      : new SummarizeError(error.code, message, { cause: error.cause });
  }

  /** Replaces each secret in the strings and keys of a JSON value. */
  hideInJson(value: unknown): unknown {
    if (typeof value === 'string') return this.hideIn(value);
    if (Array.isArray(value)) return value.map((item) => this.hideInJson(item));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [this.hideIn(key), this.hideInJson(item)]),
    );
  }

  /** For a text that arrives in pieces. */
  hideInPieces(): HiddenPieces {
    return new HiddenPieces(this);
  }

  /** How much of a text is sure not to be cut off in the middle of a secret, whatever follows it. */
  settledLength(text: string): number {
    const beginnings = this.#secrets.map((secret) => {
      let length = Math.min(secret.length - 1, text.length);
      while (length > 0 && !text.endsWith(secret.slice(0, length))) length--;
      return length;
    });
    let settled = text.length - Math.max(0, ...beginnings);
    // A whole secret may reach into what could be the beginning of another.
    for (const secret of this.#secrets) {
      const at = text.lastIndexOf(secret, settled - 1);
      if (at >= 0 && at + secret.length > settled) settled = at;
    }
    return settled;
  }
}

/** Blanks secrets in a text that arrives in pieces; a possible beginning of a secret waits for the next piece. */
export class HiddenPieces {
  readonly #known: KnownSecrets;
  #held = '';

  constructor(known: KnownSecrets) {
    this.#known = known;
  }

  /** The text that can be shown after this piece. */
  next(piece: string): string {
    const text = this.#held + piece;
    const settled = this.#known.settledLength(text);
    this.#held = text.slice(settled);
    return this.#known.hideIn(text.slice(0, settled));
  }

  /** The rest, at the end of the text. */
  end(): string {
    const rest = this.#known.hideIn(this.#held);
    this.#held = '';
    return rest;
  }
}

/** Blanks the beginning of a secret where a sentence was cut off in the middle of it. */
function withoutBeginnings(text: string, secret: string): string {
  const beginning = secret.slice(0, MIN_BEGINNING);
  if (beginning.length < MIN_BEGINNING || !text.includes('…')) return text;
  let result = '';
  let end = 0;
  for (let at = text.indexOf(beginning); at >= 0; at = text.indexOf(beginning, at + 1)) {
    let length = beginning.length;
    while (length < secret.length && text[at + length] === secret[length]) length++;
    if (text[at + length] !== '…' || at < end) continue;
    result += text.slice(end, at) + BLANK;
    end = at + length;
  }
  return result + text.slice(end);
}
