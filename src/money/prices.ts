import * as z from 'zod';
import { SummarizeError } from '../common/errors.js';
import { ANTHROPIC_BASE_URL } from '../models/anthropic/endpoint.js';
import { OFFLINE_PLACE, type TokenUsage } from '../models/model.js';

/** In US dollars per million tokens. */
export interface Price {
  readonly input: number;
  readonly output: number;
  /** For reading from and writing to a prompt cache; by default 0.1 and 1.25 times the input price. */
  readonly cacheRead?: number | undefined;
  readonly cacheWrite?: number | undefined;
}

/** What a request cost, in US dollars. */
export interface Cost {
  readonly dollars: number;
  /** The amount saved by the prompt cache; negative if the cache was only written. */
  readonly saved: number;
}

/** Finds the price of a model at a place; undefined if it is not known. */
export type PriceOf = (model: string, place: string) => Price | undefined;

/** When the list prices were looked up. */
export const PRICES_AS_OF = 'November 2026';

/** Anthropic's list prices, as far as they are known. */
const LIST_PRICES: Readonly<Record<string, Price>> = {
  'claude-haiku-5-5': { input: 0.1, output: 0.5 },
  'claude-sonnet-5-5': { input: 2, output: 10 },
};

const FREE: Price = { input: 0, output: 0 };

const MILLION = 1_000_000;

const amount = z.number().nonnegative();
const prices = z.record(
  z.string(),
  z.strictObject({
    input: amount,
    output: amount,
    cacheRead: amount.optional(),
    cacheWrite: amount.optional(),
  }),
);

/**
 * Reads the user's own prices.
 *
 * @param source what to call them in an error
 * @throws {SummarizeError} `badSetting`
 */
export function readPrices(value: unknown, source: string): Readonly<Record<string, Price>> {
  const parsed = prices.safeParse(value ?? {});
  if (parsed.success) return parsed.data;
  throw new SummarizeError(
    'badSetting',
    `${source} must give each model {"input", "output"} in US dollars per million tokens; correct it.`,
  );
}

/** The user's prices, which apply wherever a model runs, and the list prices, which apply at Anthropic. */
export function priceList(own: Readonly<Record<string, Price>>): PriceOf {
  return (model, place) =>
    (place === OFFLINE_PLACE ? FREE : find(own, model)) ??
    (place === ANTHROPIC_BASE_URL ? find(LIST_PRICES, model) : undefined);
}

/** A model may answer with its release date appended to its name. */
function find(list: Readonly<Record<string, Price>>, model: string): Price | undefined {
  const name = model.replace(/-20\d{6}$/, '');
  return [model, name].flatMap((one) => (Object.hasOwn(list, one) ? (list[one] ?? []) : []))[0];
}

/** What an answer cost. */
export function costOf(usage: TokenUsage, price: Price): Cost {
  const { inputTokens, outputTokens, cacheReadTokens: read = 0, cacheWriteTokens: written = 0 } = usage;
  const { input, output, cacheRead = input / 10, cacheWrite = (input * 5) / 4 } = price;
  const plain = inputTokens - read - written;
  const dollars = (plain * input + read * cacheRead + written * cacheWrite + outputTokens * output) / MILLION;
  const without = (inputTokens * input + outputTokens * output) / MILLION;
  return { dollars, saved: without - dollars };
}

/** An amount as shown to the user: "$0.0123", "$1.20". */
export function inDollars(dollars: number): string {
  const digits = dollars === 0 || Math.abs(dollars) >= 1 ? 2 : 4;
  if (dollars > 0 && dollars < 0.0001) return 'less than $0.0001';
  return `${dollars < 0 ? '−' : ''}$${Math.abs(dollars).toFixed(digits)}`;
}
