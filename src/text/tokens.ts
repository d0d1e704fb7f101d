/** UTF-8 bytes per token, an estimate that errs high for most languages. */
export const BYTES_PER_TOKEN = 4;

/** A rough token count. */
export function estimateTokens(text: string): number {
  return Math.ceil(Buffer.byteLength(text, 'utf8') / BYTES_PER_TOKEN);
}
