/** UTF-8 bytes per token, an estimate that errs high for most languages. */
export const BYTES_PER_TOKEN = 4;

/** A rough token count. */
export function estimateTokens(text: string): number {
  return Math.ceil(Buffer.byteLength(text, 'utf8') / BYTES_PER_TOKEN);
}

/** The most code units that `mostTokens` looks at; longer texts are taken for the densest. */
const LOOKED_AT = 4_000_000;

/** The most tokens per letter that common tokenizers make of random letters (measured: 0.64). */
const TOKENS_PER_LETTER = 2 / 3;

/**
 * More tokens than any common tokenizer makes of a text: two for three letters of a word, and one for a digit, a sign,
 * or a byte of any other script. It takes about a millisecond for a megabyte.
 */
export function mostTokens(text: string): number {
  if (text.length > LOOKED_AT) return Buffer.byteLength(text, 'utf8');
  let tokens = 0;
  let letters = 0;
  let before = 0;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    const isSmall = unit >= 0x61 && unit <= 0x7a;
    const isCapital = unit >= 0x41 && unit <= 0x5a;
    // A capital letter after a small one begins another word: camelCase, Base64.
    if (isSmall || (isCapital && !(before >= 0x61 && before <= 0x7a))) letters++;
    else {
      tokens += Math.ceil(letters * TOKENS_PER_LETTER);
      letters = isCapital ? 1 : 0;
      if (!isCapital && !(unit === 0x20 && before !== 0x20)) tokens += bytesOf(unit);
    }
    before = unit;
  }
  return tokens + Math.ceil(letters * TOKENS_PER_LETTER);
}

/** The bytes of a UTF-16 code unit in UTF-8; a surrogate is half of four. */
function bytesOf(unit: number): number {
  if (unit < 0x80) return 1;
  return unit < 0x800 || (unit >= 0xd800 && unit <= 0xdfff) ? 2 : 3;
}
