import { setTimeout as delay } from 'node:timers/promises';
import { oneLine } from '../../common/errors.js';
import type { StdioServer } from '../serverDefinition.js';
import { LineLimit } from './lineLimit.js';
import { Lines } from './lines.js';
import type { ServerLink } from './serverLink.js';
import { ServerProcesses, type ServerProcess } from './serverProcess.js';
import { StdioTransport } from './stdioTransport.js';

/** How long a pending connect may take to notice that its processes are gone, in milliseconds. */
const NOTICE_MILLISECONDS = 500;

/** The link to a server that we start (MCP basic/transports, stdio). */
export class StdioLink implements ServerLink {
  readonly transport: StdioTransport;
  readonly #processes = new ServerProcesses();
  readonly #words: Lines;

  /**
   * @param onServerWords gets the lines that the server writes to its standard error
   * @param early the server's process, if it has been started already; from now on the link ends it
   */
  constructor(server: StdioServer, onServerWords: (line: string) => void, early?: ServerProcess) {
    const { command, args, env, inherits, cwd } = server;
    if (early !== undefined) this.#processes.add(early);
    this.transport = new StdioTransport(
      { command, args, env, inherits, cwd, stderr: 'pipe', processes: this.#processes },
      early,
    );
    const limit = new LineLimit();
    this.#words = new Lines((line) => {
      if (limit.mayTell(onServerWords)) onServerWords(oneLine(line, 500));
    });
    // If nobody reads the pipe, it fills up and the server stalls.
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

  /** Closes standard input, then sends SIGTERM, then SIGKILL; a probe's process is ended too. */
  async end(connecting: Promise<unknown> | undefined, patience: number): Promise<void> {
    const ended = this.#processes.end(patience);
    // This also notifies the SDK if it is still probing the era.
    const closed = this.transport.close();
    await Promise.all([ended, closed]);
    // The server's own children may hold the pipe open.
    this.#words.end();
    await Promise.race([
      Promise.allSettled([connecting]),
      delay(NOTICE_MILLISECONDS, undefined, { ref: false }),
    ]);
  }

  kill(): void {
    this.#processes.kill();
  }
}
