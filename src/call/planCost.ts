import type { PlanResult } from '../contract/summarize.js';
import { costOf, priceList, type Cost } from '../money/prices.js';
import type { CallOptions } from './runTool.js';

/** The maximum cost of a plan; undefined if the model or its price is not known. */
export function costOfPlan(
  plan: PlanResult,
  { model, priceOf = priceList({}) }: Pick<CallOptions, 'model' | 'priceOf'>,
): Cost | undefined {
  if (typeof model === 'function') return undefined;
  const price = priceOf(model.name, model.place);
  return price && costOf(plan, price);
}
