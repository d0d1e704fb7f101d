import { once } from 'node:events';
import { createInterface } from 'node:readline/promises';
import { cancelled } from '../common/errors.js';
import { inDollars } from '../money/prices.js';
import type { PricedPlan } from '../call/summaryOptions.js';
import type { CliOptions } from './options.js';

/** At this many tokens (estimated) a summary is announced, and confirmed if the user can be asked. */
export const CONFIRM_FROM = 100_000;

const number = new Intl.NumberFormat('en-US');

/**
 * Says what a summary will take, and asks whether to continue if there is a terminal to ask on: one whose
 * input is not the text itself.
 */
export async function confirmPlan(
  { samplingRequests, inputTokens, outputTokens, cost }: PricedPlan,
  { source, yes }: CliOptions,
  { say, signal }: { readonly say: (sentence: string) => void; readonly signal: AbortSignal },
): Promise<boolean> {
  const requests = samplingRequests === 1 ? '1 request' : `${number.format(samplingRequests)} requests`;
  const out = outputTokens === 0 ? '' : `, up to ${number.format(outputTokens)} out`;
  const price = cost === undefined ? '' : `, up to about ${inDollars(cost.dollars)}`;
  say(
    `This will send ${requests} to your model: about ${number.format(inputTokens)} tokens in${out}${price}.`,
  );
  const answer = yes ? undefined : await askOnTerminal('Continue? [y/N] ', { source }, signal);
  return answer === undefined || /^y(es)?$/i.test(answer);
}

/**
 * The user's answer; undefined if there is no terminal to ask on, or its input is the text.
 *
 * @throws {SummarizeError} `cancelled`
 */
export async function askOnTerminal(
  question: string,
  { source }: Pick<CliOptions, 'source'>,
  signal: AbortSignal,
): Promise<string | undefined> {
  if (source.kind === 'standardInput' || !process.stdin.isTTY || !process.stderr.isTTY) return undefined;
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    // The end of input does not mean yes.
    const closed = once(terminal, 'close').then(() => '');
    const answer = await Promise.race([terminal.question(question, { signal }), closed]);
    return answer.trim();
  } catch (error) {
    throw cancelled(error);
  } finally {
    terminal.close();
  }
}
