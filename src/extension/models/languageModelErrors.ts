import * as vscode from 'vscode';
import { cancelled, oneLine, SummarizeError, type ErrorCode } from '../../common/errors.js';
import { saysTooLong } from '../../models/promptTooLong.js';

/** @param name as of `nameOf` */
export function notOffered(name: string): SummarizeError {
  return new SummarizeError(
    'modelNotFound',
    `VS Code does not offer the model ${oneLine(name, 80)} (any more); choose another one.`,
  );
}

/**
 * What one of VS Code's models failed with, as one sentence with a next step. Consent, quota and blocks are
 * VS Code's and its providers' to explain, so their own words stand in it.
 *
 * @param model its name, for people
 */
export function explainLanguageModelError(
  error: unknown,
  model: string,
  signal: AbortSignal,
): SummarizeError {
  if (error instanceof SummarizeError) return error;
  if (signal.aborted || error instanceof vscode.CancellationError) return cancelled(error);
  const said = wordsOf(error);
  const fail = (code: ErrorCode, message: string): SummarizeError =>
    new SummarizeError(code, message, { cause: error });
  const code = error instanceof vscode.LanguageModelError ? error.code : '';
  if (/quota/i.test(code) || /quota/i.test(said)) {
    return fail('quotaUsedUp', `The quota for ${model} is used up; choose another model, or wait${said}.`);
  }
  if (saysTooLong(said)) {
    return fail(
      'promptTooLong',
      `${model} takes fewer tokens at once than this text has; choose a smaller part of it, or lower “partTokens” in the settings${said}.`,
    );
  }
  if (/rate.?limit/i.test(code)) {
    return fail('modelBusy', `${model} is limiting requests; try again in a little while${said}.`);
  }
  switch (code) {
    case vscode.LanguageModelError.NoPermissions.name:
      return fail(
        'modelNotAllowed',
        `VS Code may not let MCP Summarize use ${model}; try again and allow it, or choose another model${said}.`,
      );
    case vscode.LanguageModelError.Blocked.name:
      return fail(
        'modelRefused',
        `VS Code blocked the request to ${model}; another text or model may pass${said}.`,
      );
    case vscode.LanguageModelError.NotFound.name:
      return fail('modelNotFound', `VS Code does not offer ${model} any more; choose another model.`);
    default:
      return fail('modelBusy', `${model} in VS Code failed; try again, or choose another model${said}.`);
  }
}

function wordsOf(error: unknown): string {
  const message = error instanceof Error ? oneLine(error.message) : '';
  return message === '' ? '' : `: “${message}”`;
}
