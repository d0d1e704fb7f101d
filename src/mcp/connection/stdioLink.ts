import { setTimeout as delay } from 'node:timers/promises';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { oneLine } from '../../common/errors.js';
import { MAX_MESSAGE_BYTES } from '../../common/limits.js';
import type { StdioServer } from '../serverDefinition.js';
import type { ServerLink } from './serverLink.js';

/** How long the SDK may take to end a server that it is probing, and a server to heed a signal. */
const PROBE_END_MILLISECONDS = 2500;
const KILL_MILLISECONDS = 500;

/** A server that we start (MCP basic/transports, stdio). */
export class StdioLink implements ServerLink {
  readonly transport: StdioClientTransport;
  /** The process that is being ended; the transport forgets it by then. */
  #ending: number | undefined;
  #closing: Promise<void> | undefined;

  /** @param onServerWords gets each line that the server writes to its standard error */
  constructor({ command, args, env, cwd }: StdioServer, onServerWords: (line: string) => void) {
    this.transport = new StdioClientTransport({
      command,
      args: [...args],
      ...(env !== undefined && { env: { ...env } }),
      ...(cwd !== undefined && { cwd }),
      stderr: 'pipe',
      maxBufferSize: MAX_MESSAGE_BYTES,
    });
    // Undrained, the pipe would fill and the server stall.
    this.transport.stderr?.on('data', (chunk: Buffer) => {
      for (const line of chunk.toString('utf8').split('\n')) {
        if (line.trim() !== '') onServerWords(oneLine(line, 500));
      }
    });
  }

  get pid(): number | undefined {
    return this.transport.pid ?? undefined;
  }

  /**
   * Ends its standard input, then sends SIGTERM, then SIGKILL. The SDK does the same in its own, longer
   * time, and while a server is being probed only it knows the process.
   */
  async end(connecting: Promise<unknown> | undefined, patience: number): Promise<void> {
    const pid = this.#ending ?? this.pid;
    this.#ending = pid;
    // Once: the SDK takes a second close for done at once. Who has less patience only signals sooner.
    this.#closing ??= this.transport.close();
    const state = { closed: false };
    const closing = Promise.allSettled([this.#closing, connecting]).then(() => {
      state.closed = true;
    });
    const wait = (milliseconds: number): Promise<unknown> => Promise.race([closing, delay(milliseconds)]);
    await wait(pid === undefined ? Math.max(patience, PROBE_END_MILLISECONDS) : patience);
    for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
      if (state.closed || pid === undefined) return;
      signalProcess(pid, signal);
      await wait(KILL_MILLISECONDS);
    }
  }

  kill(): boolean {
    const pid = this.#ending ?? this.pid;
    if (pid === undefined) return false;
    signalProcess(pid, 'SIGKILL');
    return true;
  }
}

function signalProcess(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It is gone already.
  }
}
