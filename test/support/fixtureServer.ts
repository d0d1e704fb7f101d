import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { ROOT } from './paths.js';
import { until } from './until.js';

/** A server of the fixtures, as a path. */
export function fixture(name: string): string {
  return path.join(ROOT, 'test', 'fixtures', name);
}

export const SERVER_EVERYTHING = path.join(
  ROOT,
  'node_modules/@modelcontextprotocol/server-everything/dist/index.js',
);

/** A fixture that listens, as a process of its own. */
export class ListeningServer {
  readonly #child: ChildProcess;
  /** What it wrote to its standard error. */
  words = '';

  private constructor(child: ChildProcess) {
    this.#child = child;
    child.stderr?.on('data', (chunk: Buffer) => (this.words += chunk.toString()));
  }

  /** Starts a fixture and waits until it says where it listens. */
  static async start(
    name: string,
    args: readonly string[] = [],
    env: Readonly<Record<string, string>> = {},
  ): Promise<ListeningServer> {
    const child = spawn(process.execPath, [fixture(name), ...args], {
      env: { ...process.env, ...env },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    const server = new ListeningServer(child);
    await until(() => server.words.includes('\n'), `${name} did not listen`);
    return server;
  }

  get url(): string {
    return this.words.split('\n')[0] ?? '';
  }

  async stop(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const ended = once(this.#child, 'exit');
    this.#child.kill('SIGKILL');
    await ended;
  }
}
