import * as z from 'zod';
import { localDay } from '../common/localDay.js';
import type { TokenUsage } from '../models/model.js';
import type { Store } from '../common/store.js';
import type { Cost } from './prices.js';

/** The usage and cost of one answer. */
export interface Taken {
  readonly server: string;
  readonly model: string;
  readonly usage: TokenUsage;
  /** undefined if the model's price is not known. */
  readonly cost: Cost | undefined;
}

const sum = z.object({
  requests: z.number(),
  inputTokens: z.number(),
  outputTokens: z.number(),
  /** For the requests whose price is known. */
  dollars: z.number(),
  saved: z.number(),
  /** The number of requests without a known price. */
  unpriced: z.number(),
});

/** A sum over requests. */
export type Sum = Readonly<z.infer<typeof sum>>;

export const NOTHING: Sum = {
  requests: 0,
  inputTokens: 0,
  outputTokens: 0,
  dollars: 0,
  saved: 0,
  unpriced: 0,
};

const row = sum.extend({ server: z.string(), model: z.string() });
/** By the local day, as of `localDay`. */
const days = z.record(z.string(), z.array(row)).catch({});
type Days = z.infer<typeof days>;

const KEY = 'totals';
/** The number of days kept. */
const KEPT_DAYS = 400;

export interface TotalsOptions {
  readonly store: Store;
  readonly now?: () => Date;
}

/** Usage and cost by day, model and server; figures only. */
export class Totals {
  readonly #store: Store;
  readonly #now: () => Date;

  constructor({ store, now = () => new Date() }: TotalsOptions) {
    this.#store = store;
    this.#now = now;
  }

  add({ server, model, usage: { inputTokens, outputTokens }, cost }: Taken): void {
    const all = this.#days();
    const today = localDay(this.#now());
    const rows = all[today] ?? [];
    const before = rows.find((one) => one.server === server && one.model === model);
    const taken = {
      requests: 1,
      inputTokens,
      outputTokens,
      dollars: cost?.dollars ?? 0,
      saved: cost?.saved ?? 0,
      unpriced: cost === undefined ? 1 : 0,
    };
    const after = { server, model, ...plus(before ?? NOTHING, taken) };
    const kept = Object.entries({ ...all, [today]: [...rows.filter((one) => one !== before), after] })
      .sort(([one], [other]) => one.localeCompare(other))
      .slice(-KEPT_DAYS);
    void this.#store.update(KEY, Object.fromEntries(kept));
  }

  today(): Period {
    return this.#period(localDay(this.#now()));
  }

  month(): Period {
    return this.#period(localDay(this.#now()).slice(0, 7));
  }

  /** The sums of the last days, oldest first. */
  lastDays(count: number): readonly { readonly day: string; readonly sum: Sum }[] {
    const all = this.#days();
    const now = this.#now();
    return Array.from({ length: count }, (_, index) => {
      const date = new Date(now.getFullYear(), now.getMonth(), now.getDate() - (count - 1 - index));
      const day = localDay(date);
      return { day, sum: sumOf(all[day] ?? []) };
    });
  }

  /** @param beginning of the days, as formatted by `localDay` */
  #period(beginning: string): Period {
    const rows = Object.entries(this.#days()).flatMap(([day, found]) =>
      day.startsWith(beginning) ? found : [],
    );
    return { sum: sumOf(rows), models: groupedBy('model', rows), servers: groupedBy('server', rows) };
  }

  #days(): Days {
    return days.parse(this.#store.get(KEY) ?? {});
  }
}

/** The totals of a day or month, also per model and per server, largest first. */
export interface Period {
  readonly sum: Sum;
  readonly models: readonly Named[];
  readonly servers: readonly Named[];
}

export interface Named {
  readonly name: string;
  readonly sum: Sum;
}

function groupedBy(key: 'model' | 'server', rows: Days[string]): readonly Named[] {
  const names = [...new Set(rows.map((one) => one[key]))];
  return names
    .map((name) => ({ name, sum: sumOf(rows.filter((one) => one[key] === name)) }))
    .sort((one, other) => tokensOf(other.sum) - tokensOf(one.sum));
}

export function tokensOf({ inputTokens, outputTokens }: Sum): number {
  return inputTokens + outputTokens;
}

function sumOf(rows: readonly Sum[]): Sum {
  return rows.reduce(plus, NOTHING);
}

function plus(one: Sum, other: Sum): Sum {
  return {
    requests: one.requests + other.requests,
    inputTokens: one.inputTokens + other.inputTokens,
    outputTokens: one.outputTokens + other.outputTokens,
    dollars: one.dollars + other.dollars,
    saved: one.saved + other.saved,
    unpriced: one.unpriced + other.unpriced,
  };
}
