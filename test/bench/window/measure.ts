import type { ClientName } from '../../fixtures/benchClients/orders.js';
import type { BenchWindow, MeasuredCall } from './benchWindow.js';
import type { Size } from './texts.js';

/** The calls of each client that was measured. */
export type CallsByClient = Readonly<Partial<Record<ClientName, readonly MeasuredCall[]>>>;

/** The extensions whose activation is measured. */
const EXTENSIONS = {
  ours: 'mcp-summarize.mcp-summarize',
  empty: 'mcp-summarize-test.empty-extension',
  emptyModule: 'mcp-summarize-test.empty-module',
} as const;
type ExtensionName = keyof typeof EXTENSIONS;

export interface Rounds {
  readonly clients: readonly ClientName[];
  readonly size: Size;
  /** How often each client calls before it is measured, and then. */
  readonly warmUp: number;
  readonly runs: number;
  readonly watched?: boolean;
}

/** Calls of several clients in turns; in each round, another one begins. */
export async function measureCalls(
  window: BenchWindow,
  { clients, size, warmUp, runs, watched = false }: Rounds,
): Promise<CallsByClient> {
  const calls = new Map<ClientName, MeasuredCall[]>(clients.map((client) => [client, []]));
  for (let round = 0; round < warmUp + runs; round++) {
    for (const client of rotated(clients, round)) {
      const measured = await window.call(client, size, { watched });
      if (round >= warmUp) calls.get(client)?.push(measured);
    }
  }
  return Object.fromEntries(calls);
}

/** The first calls in windows that have just been loaded; by turns, each client is the first of them. */
export async function measureFirstCalls(
  window: BenchWindow,
  { clients, size, windows }: Pick<Rounds, 'clients' | 'size'> & { readonly windows: number },
): Promise<CallsByClient> {
  const calls = new Map<ClientName, MeasuredCall[]>(clients.map((client) => [client, []]));
  for (let count = 0; count < windows; count++) {
    await window.reload();
    for (const client of rotated(clients, count)) calls.get(client)?.push(await window.call(client, size));
  }
  return Object.fromEntries(calls);
}

/** How long extensions take to activate in windows that have just been loaded, in milliseconds. */
export async function measureActivation(
  window: BenchWindow,
  windows: number,
): Promise<Readonly<Record<ExtensionName, readonly number[]>>> {
  const took: Record<ExtensionName, number[]> = { ours: [], empty: [], emptyModule: [] };
  for (let count = 0; count < windows; count++) {
    await window.reload();
    for (const name of rotated(Object.keys(EXTENSIONS) as ExtensionName[], count))
      took[name].push(await window.activate(EXTENSIONS[name]));
  }
  return took;
}

function rotated<T>(values: readonly T[], by: number): readonly T[] {
  const at = by % values.length;
  return [...values.slice(at), ...values.slice(0, at)];
}
