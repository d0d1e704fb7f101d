/** What went wrong, by its cause; the window knows which buttons help with each (`extension/notify/nextSteps.ts`). */
export type ErrorCode =
  | 'cancelled'
  | 'nothingToSummarize'
  | 'textTooLarge'
  | 'fileIgnored'
  | 'secretsFound'
  | 'searchUnfinished'
  | 'badSetting'
  | 'badHeaderSecret'
  | 'badInput'
  | 'usage'
  | 'keyMissing'
  | 'keyRefused'
  | 'headersRefused'
  | 'accountRefused'
  | 'quotaUsedUp'
  | 'keyLacksAccess'
  | 'modelNotAllowed'
  | 'modelNotFound'
  | 'modelRejectedRequest'
  | 'promptTooLong'
  | 'modelRefused'
  | 'modelUnreachable'
  | 'proxyRefused'
  | 'modelBusy'
  | 'redirectRefused'
  | 'streamCut'
  | 'emptyAnswer'
  | 'tokenLimitReached'
  | 'samplingRefused'
  | 'outsideOfCall'
  | 'denied'
  | 'questionClosed'
  | 'neverAllowed'
  | 'limitReached'
  | 'badReview'
  | 'serverNotStarted'
  | 'serverRefused'
  | 'serverStopped'
  | 'serverTimedOut'
  | 'wrongEra'
  | 'toolFailed'
  | 'toolNotFound'
  | 'badArgument'
  | 'outputFailed'
  | 'unexpected';

/** A failure as a user meets it: `message` is one sentence with a next step in it, `cause` keeps the original. */
export class SummarizeError extends Error {
  override readonly name = 'SummarizeError';

  constructor(
    readonly code: ErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

export function cancelled(cause?: unknown): SummarizeError {
  return new SummarizeError('cancelled', 'Cancelled before it was finished.', { cause });
}

/** Any thrown value as a `SummarizeError`; what is not one yet becomes `unexpected`. */
export function toSummarizeError(error: unknown): SummarizeError {
  if (error instanceof SummarizeError) return error;
  const reason = oneLine(error instanceof Error ? error.message : String(error));
  return new SummarizeError('unexpected', `Unexpected error (${reason}); try again.`, {
    cause: error,
  });
}

/** How many characters are looked at for each that may be shown: a text of another's can be mostly space. */
const LOOKED_AT = 16;

/**
 * Untrusted text (a server's or an endpoint's message) made fit to stand inside one sentence of ours:
 * one line, no control or direction characters, at most `limit` characters. Only the beginning of a long text is
 * looked at, so the time that it takes grows with `limit` and not with the text.
 */
export function oneLine(text: string, limit = 200): string {
  const head = text.slice(0, LOOKED_AT * limit);
  const isWhole = head.length === text.length;
  const flat = (isWhole ? head : withoutHalf(head))
    .toWellFormed()
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .trim();
  const characters = Array.from(isWhole ? withoutEnd(flat) : flat);
  return isWhole && characters.length <= limit
    ? characters.join('')
    : `${characters.slice(0, limit).join('')}…`;
}

/** Without the first half of a character that a cut has parted. */
function withoutHalf(text: string): string {
  const last = text.charCodeAt(text.length - 1);
  return last >= 0xd800 && last <= 0xdbff ? text.slice(0, -1) : text;
}

/** Without full stops at its end. No regular expression does that in linear time. */
function withoutEnd(text: string): string {
  let end = text.length;
  while (end > 0 && '.! '.includes(text.charAt(end - 1))) end--;
  return text.slice(0, end);
}
