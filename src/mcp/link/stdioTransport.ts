import { once } from 'node:events';
import { PassThrough, type Readable } from 'node:stream';
import {
  SdkError,
  SdkErrorCode,
  serializeMessage,
  type JSONRPCMessage,
  type Transport,
} from '@modelcontextprotocol/client';
import { getDefaultEnvironment } from '@modelcontextprotocol/client/stdio';
import spawn from 'cross-spawn';
import { MAX_MESSAGE_BYTES } from '../../common/limits.js';
import { MessageLines } from './messageLines.js';
import { OpenRequests } from './openRequests.js';
import { ServerProcess, type ServerProcesses } from './serverProcess.js';

/** How long a server may take to end by itself when the SDK closes the connection, in milliseconds. */
const PATIENCE_MILLISECONDS = 2000;
/** How long after a server's exit its last words may be on their way, in milliseconds, since the last of them. */
const LAST_WORDS_MILLISECONDS = 100;

export interface StdioParameters {
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>> | undefined;
  readonly cwd?: string | undefined;
  readonly stderr: 'pipe' | 'ignore';
  /** Gets what is started; no more is started once it is over. */
  readonly processes: ServerProcesses;
}

/**
 * The wire to a server that we start (MCP basic/transports, stdio). The SDK's own has no part that could be told what
 * this one knows: that a server's exit or the end of its output ends the connection, whoever else holds its pipes; that
 * an answer which cannot be read is an answer (`OpenRequests`); and which processes there are to be ended.
 */
export class StdioTransport implements Transport {
  onclose?: () => void;
  onerror?: (error: Error) => void;
  onmessage?: Transport['onmessage'];
  /**
   * From this and `_dispose` the SDK's negotiation knows that it can ask a server for its era in a process of its own,
   * which it makes by this class's constructor. Without them it would ask the one process that there is.
   */
  readonly _serverParams: StdioParameters;
  readonly #lines = new MessageLines(MAX_MESSAGE_BYTES);
  readonly #requests = new OpenRequests();
  readonly #stderr: PassThrough | undefined;
  #process: ServerProcess | undefined;
  #isClosed = false;
  #heardAt = 0;

  constructor(parameters: StdioParameters) {
    this._serverParams = parameters;
    if (parameters.stderr === 'pipe') this.#stderr = new PassThrough();
  }

  /** What the server writes to its standard error, from before it is started. */
  get stderr(): Readable | null {
    return this.#stderr ?? null;
  }

  /** The server's process while it runs. */
  get pid(): number | null {
    return this.#process?.child.pid ?? null;
  }

  async start(): Promise<void> {
    const { command, args, env, cwd, stderr, processes } = this._serverParams;
    if (processes.isOver || this.#isClosed) throw closed();
    const child = spawn(command, args, {
      env: { ...getDefaultEnvironment(), ...env },
      stdio: ['pipe', 'pipe', stderr],
      windowsHide: true,
      ...(cwd !== undefined && { cwd }),
    });
    const process = new ServerProcess(child);
    this.#process = process;
    processes.add(process);
    child.on('error', (error) => this.onerror?.(error));
    child.stdin?.on('error', (error) => this.onerror?.(error));
    child.stdout?.on('error', (error) => this.onerror?.(error));
    child.stdout?.on('data', (piece: Buffer) => {
      void this.#heard(piece);
    });
    // Who has closed its output answers no more, whatever else it does.
    child.stdout?.on('end', () => {
      if (!this.#isClosed && !processes.isOver) void this.#end(0);
    });
    if (this.#stderr !== undefined) child.stderr?.pipe(this.#stderr);
    void process.exited.then(() => {
      this.#waitForLastWords();
    });
    await once(child, 'spawn');
  }

  async send(message: JSONRPCMessage): Promise<void> {
    const stdin = this.#process?.child.stdin;
    if (this.#isClosed || !stdin?.writable) throw closed();
    this.#requests.sent(message);
    if (stdin.write(serializeMessage(message))) return;
    await new Promise<void>((resolve) => {
      const done = (): void => {
        stdin.off('drain', done).off('close', done);
        resolve();
      };
      stdin.on('drain', done).on('close', done);
    });
  }

  async close(): Promise<void> {
    await this.#end(PATIENCE_MILLISECONDS);
  }

  /** Ends the short-lived process that was asked for its era. */
  async _dispose(): Promise<void> {
    await this.#end(0);
  }

  async #heard(piece: Buffer): Promise<void> {
    this.#heardAt = performance.now();
    try {
      for (const line of this.#lines.of(piece)) {
        // Whatever else a server writes there, it is no message.
        if (/^\s*[{[]/.test(line)) this.#deliver(line);
        if (this.#isClosed) return;
        // The SDK hands a notification on a moment later; an answer right behind it would overtake it.
        await Promise.resolve();
      }
    } catch (error) {
      this.onerror?.(error instanceof Error ? error : new Error(String(error)));
      void this.#end(0);
    }
  }

  #deliver(line: string): void {
    const { messages, strays } = this.#requests.read(line);
    for (const stray of strays) this.onerror?.(stray);
    for (const message of messages) this.onmessage?.(message);
  }

  /** The server is gone; what it has written just before may still be in the pipe. */
  #waitForLastWords(): void {
    if (this.#isClosed) return;
    const asked = performance.now();
    setTimeout(() => {
      // By now what was readable has been read, even where this was held up.
      setImmediate(() => {
        if (this.#heardAt > asked) this.#waitForLastWords();
        else void this.#end(0);
      });
    }, LAST_WORDS_MILLISECONDS);
  }

  /** Ends the process, then says that the connection is closed, once. */
  async #end(patience: number): Promise<void> {
    const isFirst = !this.#isClosed;
    this.#isClosed = true;
    this.#lines.clear();
    const process = this.#process;
    await process?.end(patience);
    if (!isFirst) return;
    this.#process = undefined;
    // Someone else may hold the other end.
    for (const stream of [process?.child.stdin, process?.child.stdout, process?.child.stderr])
      stream?.destroy();
    this.onclose?.();
  }
}

function closed(): SdkError {
  return new SdkError(SdkErrorCode.ConnectionClosed, 'Connection closed');
}
