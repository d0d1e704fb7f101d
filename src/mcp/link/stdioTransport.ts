import { PassThrough, type Readable } from 'node:stream';
import {
  SdkError,
  SdkErrorCode,
  serializeMessage,
  type JSONRPCMessage,
  type Transport,
} from '@modelcontextprotocol/client';
import { MAX_MESSAGE_BYTES } from '../../common/limits.js';
import { MessageLines } from './messageLines.js';
import { OpenRequests } from './openRequests.js';
import type { ServerProcess, ServerProcesses } from './serverProcess.js';
import { startProcess, type ProcessDefinition } from './startProcess.js';

/** How long a server may take to exit when the SDK closes the connection, in milliseconds. */
const PATIENCE_MILLISECONDS = 2000;
/** How long after a server's exit more output may still arrive, in milliseconds; each piece restarts the wait. */
const LAST_WORDS_MILLISECONDS = 100;

export interface StdioParameters extends ProcessDefinition {
  readonly stderr: 'pipe' | 'ignore';
  /** Tracks what is started; nothing more starts once it is over. */
  readonly processes: ServerProcesses;
}

/**
 * The transport to a server that we start (MCP basic/transports, stdio). Unlike the SDK's own, it ends the connection
 * when the server exits or closes its output, whoever else holds its pipes; it counts an unreadable response as one
 * (`OpenRequests`); and it knows which processes to end.
 */
export class StdioTransport implements Transport {
  onclose?: () => void;
  onerror?: (error: Error) => void;
  onmessage?: Transport['onmessage'];
  /**
   * By this and `_dispose` the SDK's negotiation recognizes that it can probe a server's era in a separate process,
   * which it creates with this class's constructor. Otherwise it would probe the only process there is.
   */
  readonly _serverParams: StdioParameters;
  readonly #lines = new MessageLines(MAX_MESSAGE_BYTES);
  readonly #requests = new OpenRequests();
  readonly #stderr: PassThrough | undefined;
  readonly #early: ServerProcess | undefined;
  #process: ServerProcess | undefined;
  #isClosed = false;
  #heardAt = 0;
  /** Pending while the server's input is full. */
  #drained: Promise<void> | undefined;

  /** @param early the server's process, if it has been started already; an era probe does not get it */
  constructor(parameters: StdioParameters, early?: ServerProcess) {
    this._serverParams = parameters;
    this.#early = early;
    if (parameters.stderr === 'pipe') this.#stderr = new PassThrough();
  }

  /** The server's standard error; available before the start. */
  get stderr(): Readable | null {
    return this.#stderr ?? null;
  }

  /** The server's process ID while it runs. */
  get pid(): number | null {
    return this.#process?.child.pid ?? null;
  }

  async start(): Promise<void> {
    const { stderr, processes, ...definition } = this._serverParams;
    if (processes.isOver || this.#isClosed) throw closed();
    // One that has ended unused is replaced by one that can tell why.
    const process = this.#early?.isRunning === true ? this.#early : startProcess(definition, stderr);
    const { child } = process;
    this.#process = process;
    processes.add(process);
    child.on('error', (error) => this.onerror?.(error));
    child.stdin?.on('error', (error) => {
      this.onerror?.(error);
      // A server that closed its input gets no more answers, even if it still runs.
      this.#waitForLastWords();
    });
    child.stdout?.on('error', (error) => this.onerror?.(error));
    child.stdout?.on('data', (piece: Buffer) => {
      void this.#heard(piece);
    });
    // A server that closed its output will not answer, even if it still runs.
    child.stdout?.on('end', () => {
      if (!this.#isClosed && !processes.isOver) void this.#end(0);
    });
    if (this.#stderr !== undefined) child.stderr?.pipe(this.#stderr);
    void process.exited.then(() => {
      this.#waitForLastWords();
    });
    await process.spawned;
  }

  async send(message: JSONRPCMessage): Promise<void> {
    const stdin = this.#process?.child.stdin;
    if (this.#isClosed || !stdin?.writable) throw closed();
    this.#requests.sent(message);
    if (stdin.write(serializeMessage(message))) return;
    // Many messages may wait at once, and each listener counts.
    this.#drained ??= new Promise<void>((resolve) => {
      const done = (): void => {
        stdin.off('drain', done).off('close', done);
        this.#drained = undefined;
        resolve();
      };
      stdin.on('drain', done).on('close', done);
    });
    await this.#drained;
  }

  async close(): Promise<void> {
    await this.#end(PATIENCE_MILLISECONDS);
  }

  /** Ends the short-lived process of a probe. */
  async _dispose(): Promise<void> {
    await this.#end(0);
  }

  async #heard(piece: Buffer): Promise<void> {
    this.#heardAt = performance.now();
    try {
      for (const line of this.#lines.of(piece)) {
        // Anything else that a server prints is not a message. A byte order mark counts as white space here.
        if (/^\s*[{[]/.test(line)) this.#deliver(line.trimStart());
        if (this.#isClosed) return;
        // The SDK delivers notifications a moment later; a response right behind one would overtake it.
        await Promise.resolve();
      }
    } catch (error) {
      this.onerror?.(error instanceof Error ? error : new Error(String(error)));
      void this.#end(0);
    }
  }

  #deliver(line: string): void {
    const { messages, troubles } = this.#requests.read(line);
    for (const trouble of troubles) this.onerror?.(trouble);
    for (const message of messages) this.onmessage?.(message);
  }

  /** The server has exited or closed its input, but its last output may still be in the pipe. */
  #waitForLastWords(): void {
    if (this.#isClosed) return;
    const asked = performance.now();
    setTimeout(() => {
      // By now everything readable has been read, even if this timer was late.
      setImmediate(() => {
        if (this.#heardAt > asked) this.#waitForLastWords();
        else void this.#end(0);
      });
    }, LAST_WORDS_MILLISECONDS);
  }

  /** Ends the process, then reports that the connection is closed, once. */
  async #end(patience: number): Promise<void> {
    const isFirst = !this.#isClosed;
    this.#isClosed = true;
    this.#lines.clear();
    const process = this.#process;
    await process?.end(patience);
    if (!isFirst) return;
    this.#process = undefined;
    // Another process may hold the other end.
    for (const stream of [process?.child.stdin, process?.child.stdout, process?.child.stderr])
      stream?.destroy();
    this.onclose?.();
  }
}

function closed(): SdkError {
  return new SdkError(SdkErrorCode.ConnectionClosed, 'Connection closed');
}
