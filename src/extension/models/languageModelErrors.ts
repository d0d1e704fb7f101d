import * as vscode from 'vscode';
import { cancelled, oneLine, SummarizeError, type ErrorCode } from '../../common/errors.js';
import { saysTooLong } from '../../models/promptTooLong.js';

/** @param name as of `nameOf` */
export function notOffered(name: string): SummarizeError {
  return new SummarizeError(
    'modelNotFound',
    `VS Code does not offer the model ${oneLine(name, 80)}; choose another one.`,
  );
}

/**
 * Explains a failure of one of VS Code's models in one sentence with a next step. It quotes the original message,
 * because only VS Code and its providers can explain consent, quotas and blocks.
 *
 * @param model its display name
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
    return fail(
      'quotaUsedUp',
      `Your quota for ${model} is used up; choose another model, or try again later${said}.`,
    );
  }
  if (saysTooLong(said)) {
    return fail(
      'promptTooLong',
      `The text is too long for ${model}; select less, or lower “Part Tokens”${said}.`,
    );
  }
  if (/rate.?limit/i.test(code)) {
    return fail('modelBusy', `Rate limited by ${model}; try again in a moment${said}.`);
  }
  switch (code) {
    case vscode.LanguageModelError.NoPermissions.name:
      return fail(
        'modelNotAllowed',
        `MCP Summarize may not use ${model}; try again and allow it, or choose another model${said}.`,
      );
    case vscode.LanguageModelError.Blocked.name:
      return fail(
        'modelRefused',
        `VS Code blocked the request to ${model}; try another text or model${said}.`,
      );
    case vscode.LanguageModelError.NotFound.name:
      return fail('modelNotFound', `VS Code no longer offers ${model}; choose another model.`);
    default:
      return fail('modelBusy', `${model} failed; try again, or choose another model${said}.`);
  }
}

function wordsOf(error: unknown): string {
  const message = error instanceof Error ? oneLine(error.message) : '';
  return message === '' ? '' : `: “${message}”`;
}
