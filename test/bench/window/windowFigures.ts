import { median, quantile } from '../figures.js';
import { sizes } from './benchWindow.js';
import type { CallsByClient, measureActivation } from './measure.js';
import type { Size } from './texts.js';

/** A median, and the quartiles beside it. */
export interface Spread {
  readonly median: number;
  readonly from: number;
  readonly to: number;
}

export interface MeasuredWindow {
  /** Warm calls, by size. */
  readonly calls: ReadonlyMap<Size, CallsByClient>;
  readonly firstCalls: CallsByClient;
  readonly activation: Awaited<ReturnType<typeof measureActivation>>;
  readonly watchedCalls: CallsByClient;
}

/** What `bench.json` says about the window. Ratios first; milliseconds depend on the machine, and are information. */
export type WindowFigures = ReturnType<typeof figuresOf>;

/** The figures for what was measured. */
export function figuresOf({ calls, firstCalls, activation, watchedCalls }: MeasuredWindow) {
  const bySize = <T>(figure: (calls: CallsByClient) => T): Record<Size, T> => {
    const [small, middle, large] = sizes().map((size) => figure(calls.get(size) ?? {}));
    return { '200 B': small, '20 KB': middle, '1 MB': large } as Record<Size, T>;
  };
  const times = ({ ours = [], bare = [], code = [] }: CallsByClient) => ({
    ours: spread(ours.map(({ milliseconds }) => milliseconds)),
    oursWithBody: spread(ours.map(({ bodyMilliseconds }) => bodyMilliseconds)),
    bare: spread(bare.map(({ milliseconds }) => milliseconds)),
    code: spread(code.map(({ milliseconds }) => milliseconds)),
  });
  return {
    oursToBare: bySize(oursToBare),
    codeToOurs: bySize((all) => times(all).code.median / times(all).ours.median),
    requestsBefore: bySize(({ ours = [] }) => median(ours.map(({ requestsBefore }) => requestsBefore))),
    firstCallOursToBare: oursToBare(firstCalls),
    activationOursToEmpty: median(activation.ours) / median(activation.empty),
    activationModuleToEmpty: median(activation.emptyModule) / median(activation.empty),
    milliseconds: {
      calls: bySize(times),
      firstCall: times(firstCalls),
      activation: {
        ours: spread(activation.ours),
        empty: spread(activation.empty),
        emptyModule: spread(activation.emptyModule),
      },
      longestBlock: {
        ours: blocks(watchedCalls.ours),
        bare: blocks(watchedCalls.bare),
        none: blocks(watchedCalls.none),
      },
    },
  };
}

/** How long our command takes to its request, in the time of the bare client's call. */
export function oursToBare({ ours = [], bare = [] }: CallsByClient): number {
  return (
    median(ours.map(({ milliseconds }) => milliseconds)) /
    median(bare.map(({ milliseconds }) => milliseconds))
  );
}

function blocks(calls: CallsByClient[keyof CallsByClient] = []): Spread {
  return spread(calls.map(({ longestBlock }) => longestBlock));
}

function spread(values: readonly number[]): Spread {
  return { median: median(values), from: quantile(values, 0.25), to: quantile(values, 0.75) };
}
