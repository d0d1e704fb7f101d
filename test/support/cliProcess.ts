import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { LoopbackModel } from './loopbackModel.js';
import { DIST } from './paths.js';
import { finished, type Finished } from './processes.js';

export const CLI = path.join(DIST, 'cli.js');
export const KEY = 'sk-cli-key';
export const TEXT = 'The lighthouse was built in 1871. It still stands.';

/** Not the cache of the user who runs the tests. */
const CACHE = mkdtempSync(path.join(tmpdir(), 'mcp-summarize-cache-'));
process.once('exit', () => {
  rmSync(CACHE, { recursive: true, force: true });
});

/** The environment without any key or address of the user who runs the tests. */
export function environment(more: Record<string, string> = {}): Record<string, string | undefined> {
  const clean = Object.entries(process.env).filter(([name]) => !name.startsWith('ANTHROPIC_'));
  return { ...Object.fromEntries(clean), XDG_CACHE_HOME: CACHE, ...more };
}

export interface CliProcessOptions {
  readonly input?: string;
  readonly env?: Record<string, string>;
}

/** Runs the command line to its end. */
export async function cli(args: readonly string[], options: CliProcessOptions = {}): Promise<Finished> {
  const { input = TEXT, env = {} } = options;
  return await finished(process.execPath, [CLI, ...args], { input, env: environment(env) });
}

/** Starts the command line, with `input` on its standard input, or an open one. */
export function startCli(
  args: readonly string[],
  input: string | undefined,
): ChildProcessWithoutNullStreams & { out: string; err: string } {
  const child = spawn(process.execPath, [CLI, ...args], { env: environment() });
  const seen = Object.assign(child, { out: '', err: '' });
  child.stdout.on('data', (chunk: Buffer) => (seen.out += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (seen.err += chunk.toString()));
  if (input !== undefined) child.stdin.end(input);
  return seen;
}

export function assertOneSentence(stderr: string, sentence: RegExp): void {
  assert.match(stderr, sentence);
  assert.match(stderr, /^mcp-summarize: [^\n]+\.\n$/);
}

/** A loopback model and a folder with a space in its name, for the tests of one `describe`. */
export function cliSurroundings(): {
  readonly loopback: LoopbackModel;
  readonly folder: () => string;
  readonly withModel: (...args: string[]) => Promise<Finished>;
} {
  const loopback = new LoopbackModel();
  let folder = '';
  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'mcp-summarize-cli '));
    await loopback.start();
  });
  after(async () => {
    await loopback.stop();
    await rm(folder, { recursive: true });
  });
  beforeEach(() => {
    loopback.reset();
  });
  return {
    loopback,
    folder: () => folder,
    withModel: (...args) => cli(['--base-url', loopback.url, ...args], { env: { ANTHROPIC_API_KEY: KEY } }),
  };
}
