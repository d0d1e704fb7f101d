/** What a person can do next; the window shows it as a button. */
export type NextStep =
  | 'setApiKey'
  | 'enterHeaderSecrets'
  | 'chooseModel'
  | 'enterSecrets'
  | 'changePolicy'
  | 'openSettings'
  | 'showLog'
  | 'retry';

export type ErrorCode =
  | 'cancelled'
  | 'nothingToSummarize'
  | 'textTooLarge'
  | 'fileIgnored'
  | 'secretsFound'
  | 'badSetting'
  | 'badInput'
  | 'usage'
  | 'keyMissing'
  | 'keyRefused'
  | 'accountRefused'
  | 'modelNotAllowed'
  | 'modelNotFound'
  | 'modelRejectedRequest'
  | 'promptTooLong'
  | 'modelRefused'
  | 'modelUnreachable'
  | 'modelBusy'
  | 'redirectRefused'
  | 'streamCut'
  | 'emptyAnswer'
  | 'samplingRefused'
  | 'outsideOfCall'
  | 'denied'
  | 'neverAllowed'
  | 'limitReached'
  | 'badReview'
  | 'serverNotStarted'
  | 'serverRefused'
  | 'serverStopped'
  | 'serverTimedOut'
  | 'toolFailed'
  | 'toolNotFound'
  | 'badArgument'
  | 'outputFailed'
  | 'unexpected';

/**
 * A failure as a person meets it: `message` is one sentence with a next step in it, `steps` are the
 * buttons that help, and `cause` keeps the original for whoever debugs.
 */
export class SummarizeError extends Error {
  override readonly name = 'SummarizeError';

  constructor(
    readonly code: ErrorCode,
    message: string,
    readonly steps: readonly NextStep[] = [],
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

export function cancelled(cause?: unknown): SummarizeError {
  return new SummarizeError('cancelled', 'Cancelled before it was finished.', ['retry'], { cause });
}

/** Any thrown value as a `SummarizeError`; what is not one yet becomes `unexpected`. */
export function toSummarizeError(error: unknown): SummarizeError {
  if (error instanceof SummarizeError) return error;
  const reason = oneLine(error instanceof Error ? error.message : String(error));
  return new SummarizeError(
    'unexpected',
    `Something unexpected went wrong (${reason}); try again.`,
    ['retry', 'showLog'],
    { cause: error },
  );
}

/**
 * Untrusted text (a server's or an endpoint's message) made fit to stand inside one sentence of ours:
 * one line, no control or direction characters, at most `limit` characters.
 */
export function oneLine(text: string, limit = 200): string {
  const flat = text
    .toWellFormed()
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .trim();
  const characters = Array.from(withoutEnd(flat));
  return characters.length <= limit ? characters.join('') : `${characters.slice(0, limit).join('')}…`;
}

/** Without full stops at its end. No regular expression does that in linear time. */
function withoutEnd(text: string): string {
  let end = text.length;
  while (end > 0 && '.! '.includes(text.charAt(end - 1))) end--;
  return text.slice(0, end);
}
