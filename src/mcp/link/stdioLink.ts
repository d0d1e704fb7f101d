import { setTimeout as delay } from 'node:timers/promises';
import { oneLine } from '../../common/errors.js';
import type { StdioServer } from '../serverDefinition.js';
import { Lines } from './lines.js';
import type { ServerLink } from './serverLink.js';
import { ServerProcesses } from './serverProcess.js';
import { StdioTransport } from './stdioTransport.js';

/** How long a connect may take to notice that the processes are gone, in milliseconds. */
const NOTICE_MILLISECONDS = 500;

/** A server that we start (MCP basic/transports, stdio). */
export class StdioLink implements ServerLink {
  readonly transport: StdioTransport;
  readonly #processes = new ServerProcesses();
  readonly #words: Lines;

  /** @param onServerWords gets each line that the server writes to its standard error */
  constructor({ command, args, env, cwd }: StdioServer, onServerWords: (line: string) => void) {
    this.transport = new StdioTransport({
      command,
      args,
      env,
      cwd,
      stderr: 'pipe',
      processes: this.#processes,
    });
    this.#words = new Lines((line) => {
      onServerWords(oneLine(line, 500));
    });
    // Undrained, the pipe would fill and the server stall.
    this.transport.stderr?.on('data', (chunk: Buffer) => {
      this.#words.push(chunk);
    });
    this.transport.stderr?.once('end', () => {
      this.#words.end();
    });
  }

  get pid(): number | undefined {
    return this.transport.pid ?? undefined;
  }

  /** Ends its standard input, then sends SIGTERM, then SIGKILL; to the process of a probe as well. */
  async end(connecting: Promise<unknown> | undefined, patience: number): Promise<void> {
    const ended = this.#processes.end(patience);
    // It also tells the SDK, where that still asks for the era.
    const closed = this.transport.close();
    await Promise.all([ended, closed]);
    // Its own children may hold the pipe open.
    this.#words.end();
    await Promise.race([
      Promise.allSettled([connecting]),
      delay(NOTICE_MILLISECONDS, undefined, { ref: false }),
    ]);
  }

  kill(): boolean {
    this.#processes.kill();
    return true;
  }
}
