import { existsSync } from 'node:fs';
import { readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { ROOT } from '../support/paths.js';

const FILE = path.join(ROOT, 'bench.json');

/** A number between others: `share` of them are smaller. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (sorted.length - 1) * share;
  const [below = Number.NaN, above = below] = [sorted[Math.floor(at)], sorted[Math.ceil(at)]];
  return below + (above - below) * (at - Math.floor(at));
}

/** The middle one, or what is between the middle two; not a number if there are none. */
export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** Writes figures into `bench.json` under a name, beside those of other benches. */
export async function writeFigures(name: string, figures: object): Promise<void> {
  const before: unknown = existsSync(FILE) ? JSON.parse(await readFile(FILE, 'utf8')) : {};
  const all = { ...z.record(z.string(), z.unknown()).parse(before), [name]: figures };
  const made = `${FILE}.${String(process.pid)}`;
  await writeFile(made, `${JSON.stringify(all, undefined, 2)}\n`);
  await rename(made, FILE);
}

/**
 * Measures several things in turns, so that whatever else the machine does concerns all of them alike.
 *
 * @returns the median of each, after one run that does not count
 */
export async function interleaved<Name extends string>(
  arms: Readonly<Record<Name, () => Promise<number>>>,
  runs: number,
): Promise<Map<Name, number>> {
  const names = Object.keys(arms) as Name[];
  const times = new Map<Name, number[]>(names.map((name) => [name, []]));
  for (let run = 0; run <= runs; run++) {
    for (const name of names) {
      const time = await arms[name]();
      if (run > 0) times.get(name)?.push(time);
    }
  }
  return new Map(names.map((name) => [name, median(times.get(name) ?? [])]));
}
