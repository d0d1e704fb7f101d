import { withIssuesInWords } from './schemaIssues.js';

/** What went wrong, by cause; the window offers buttons for each (`extension/notify/nextSteps.ts`). */
export const ERROR_CODES = [
  'cancelled',
  'nothingToSummarize',
  'textTooLarge',
  'fileIgnored',
  'secretsFound',
  'searchUnfinished',
  'badSetting',
  'badHeaderSecret',
  'badInput',
  'usage',
  'keyMissing',
  'keyRefused',
  'headersRefused',
  'accountRefused',
  'quotaUsedUp',
  'keyLacksAccess',
  'modelNotAllowed',
  'modelNotFound',
  'modelCannot',
  'modelRejectedRequest',
  'promptTooLong',
  'modelRefused',
  'modelUnreachable',
  'proxyRefused',
  'modelBusy',
  'redirectRefused',
  'streamCut',
  'emptyAnswer',
  'tokenLimitReached',
  'samplingRefused',
  'outsideOfCall',
  'denied',
  'questionClosed',
  'neverAllowed',
  'limitReached',
  'badReview',
  'serverNotStarted',
  'serverRefused',
  'serverStopped',
  'serverTimedOut',
  'wrongEra',
  'toolFailed',
  'toolNotFound',
  'badArgument',
  'outputFailed',
  'unexpected',
] as const;
export type ErrorCode = (typeof ERROR_CODES)[number];

/** A failure as the user sees it: `message` is a sentence or two with a next step, `cause` keeps the original. */
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

/** Converts any thrown value to a `SummarizeError`; other errors become `unexpected`. */
export function toSummarizeError(error: unknown): SummarizeError {
  if (error instanceof SummarizeError) return error;
  const reason = oneLine(withIssuesInWords(error instanceof Error ? error.message : String(error)));
  return new SummarizeError('unexpected', `Unexpected error (${reason}); try again.`, {
    cause: error,
  });
}

/** How many characters are examined per character shown, because untrusted text can be mostly white space. */
const LOOKED_AT = 16;

/**
 * Prepares untrusted text (a message from a server or endpoint) for use inside one of our sentences: one line, no
 * control or direction characters, at most `limit` characters. Only the beginning of a long text is examined, so the
 * time depends on `limit`, not on the text.
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

/** Drops the first half of a surrogate pair that was cut. */
function withoutHalf(text: string): string {
  const last = text.charCodeAt(text.length - 1);
  return last >= 0xd800 && last <= 0xdbff ? text.slice(0, -1) : text;
}

/** Drops trailing full stops. No regular expression does that in linear time. */
function withoutEnd(text: string): string {
  let end = text.length;
  while (end > 0 && '.! '.includes(text.charAt(end - 1))) end--;
  return text.slice(0, end);
}
