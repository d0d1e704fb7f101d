import { cancelled } from '../../common/errors.js';
import type { ReadSource } from './sourceText.js';

/**
 * A source that the user has to choose first; once chosen, it is read without another question.
 *
 * @param ask undefined if the user dismissed the question, which ends the command quietly
 */
export function asked(ask: (signal: AbortSignal) => Promise<ReadSource | undefined>): ReadSource {
  let chosen: ReadSource | undefined;
  return async (signal) => {
    chosen ??= await ask(signal);
    if (chosen === undefined) throw cancelled();
    return await chosen(signal);
  };
}
