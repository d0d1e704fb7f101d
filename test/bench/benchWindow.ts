import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { descendantsWith } from '../support/children.js';
import { writeFigures } from './figures.js';
import { BenchWindow, sizes } from './window/benchWindow.js';
import { measureActivation, measureCalls, measureFirstCalls, type CallsByClient } from './window/measure.js';
import type { Size } from './window/texts.js';
import { figuresOf, type MeasuredWindow, type Spread, type WindowFigures } from './window/windowFigures.js';

/*
 * `npm run bench:window`: how long a command takes to its request, in a real window with the packaged extension,
 * against two other clients in the same extension host: the SDK's, and VS Code's own. Ratios of one run say the
 * same on any machine; the milliseconds do not.
 */

const RUNS: Readonly<Record<Size, number>> = { '200 B': 21, '20 KB': 21, '1 MB': 11 };
const WARM_UP = 3;
/** Multiples of the numbers of clients and extensions, each of which is the first in as many windows. */
const FIRST_CALLS = 10;
const ACTIVATIONS = 9;
const WATCHED_CALLS = 7;

async function main(): Promise<void> {
  leaveNothing();
  const figures = figuresOf(await measure());
  await writeFigures('window', figures);
  for (const line of table(figures)) process.stdout.write(`${line}\n`);
}

/** However the bench ends: Ctrl-C closes the browser and exits, and the rest would stay. */
function leaveNothing(): void {
  const scratch = mkdtempSync(path.join(tmpdir(), 'mcp-summarize-bench-'));
  process.env.TMPDIR = scratch;
  process.on('exit', () => {
    for (const pid of descendantsWith('', process.pid)) {
      try {
        process.kill(pid, 'SIGKILL');
      } catch {
        // It has ended meanwhile.
      }
    }
    rmSync(scratch, { recursive: true, force: true, maxRetries: 5 });
  });
}

async function measure(): Promise<MeasuredWindow> {
  const window = await BenchWindow.open();
  try {
    const calls = new Map<Size, CallsByClient>();
    for (const size of sizes()) {
      say(`Calls with ${size} …`);
      const rounds = { clients: ['ours', 'bare', 'code'], size, warmUp: WARM_UP, runs: RUNS[size] } as const;
      calls.set(size, await measureCalls(window, rounds));
    }
    say('Longest blocks …');
    const watchedCalls = await measureCalls(window, {
      clients: ['ours', 'bare', 'none'],
      size: '1 MB',
      warmUp: 1,
      runs: WATCHED_CALLS,
      watched: true,
    });
    say('First calls in a window …');
    const firstCalls = await measureFirstCalls(window, {
      clients: ['ours', 'bare'],
      size: '200 B',
      windows: FIRST_CALLS,
    });
    say('Activation …');
    const activation = await measureActivation(window, ACTIVATIONS);
    return { calls, watchedCalls, firstCalls, activation };
  } finally {
    await window.close();
  }
}

/** Standard output is for the table. */
function say(what: string): void {
  process.stderr.write(`${what}\n`);
}

/** Ratios of medians; behind them the medians in milliseconds, with quartiles. */
function table(figures: WindowFigures): readonly string[] {
  const { calls, firstCall, activation, longestBlock } = figures.milliseconds;
  return [
    ...sizes().flatMap((size) => {
      const { ours, bare, code } = calls[size];
      return [
        row(`${size}: ours / bare`, figures.oursToBare[size], { ours, bare }),
        row(`${size}: VS Code’s / ours`, figures.codeToOurs[size], { 'VS Code’s': code, ours }),
        row(`${size}: requests before`, figures.requestsBefore[size], {}),
      ];
    }),
    row('first call: ours / bare', figures.firstCallOursToBare, {
      ours: firstCall.ours,
      bare: firstCall.bare,
    }),
    row('activation: ours / empty', figures.activationOursToEmpty, activation),
    row('activation: empty module / empty', figures.activationModuleToEmpty, {}),
    row(
      'longest block, 1 MB: ours / bare',
      longestBlock.ours.median / longestBlock.bare.median,
      longestBlock,
    ),
  ];
}

function row(name: string, figure: number, times: Readonly<Record<string, Spread>>): string {
  const information = Object.entries(times)
    .filter(([, { median }]) => !Number.isNaN(median))
    .map(
      ([whose, { median, from, to }]) =>
        `${whose} ${median.toFixed(1)} [${from.toFixed(1)} … ${to.toFixed(1)}]`,
    );
  const inBrackets = information.length === 0 ? '' : `  (${information.join(', ')} ms)`;
  return `${name.padEnd(34)} ${figure.toFixed(2).padStart(8)}${inBrackets}`;
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
