import { inDollars } from './prices.js';
import { tokensOf, type Sum } from './totals.js';

const number = new Intl.NumberFormat('en-US');
const BARS = '▁▂▃▄▅▆▇█';

/** A sum in words: "$0.0123 · 12,345 tokens in 3 requests". */
export function describeSum(sum: Sum): string {
  const requests = sum.requests === 1 ? '1 request' : `${number.format(sum.requests)} requests`;
  return [
    ...(sum.requests > sum.unpriced ? [inDollars(sum.dollars)] : []),
    `${number.format(tokensOf(sum))} tokens in ${requests}`,
    ...(sum.unpriced > 0 && sum.requests > sum.unpriced
      ? [`${number.format(sum.unpriced)} of unknown price`]
      : []),
    ...(sum.saved > 0 ? [`${inDollars(sum.saved)} saved by the prompt cache`] : []),
  ].join(' · ');
}

/** A small chart: a bar per figure, a dot for zero. */
export function chartOf(figures: readonly number[]): string {
  const most = Math.max(...figures, 0);
  return figures
    .map((figure) => (figure <= 0 ? '·' : BARS.charAt(Math.ceil((figure / most) * BARS.length) - 1)))
    .join('');
}
