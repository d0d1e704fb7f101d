import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { Client, ProtocolError, SdkError, SdkErrorCode } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { abortable } from '../abortable.js';
import { cancelled, oneLine, SummarizeError } from '../errors.js';
import { MAX_CALL_MILLISECONDS, MAX_MESSAGE_BYTES } from '../limits.js';
import type { Logger } from '../logger.js';
import { SamplingRefusal } from '../sampling/request.js';
import { CALL_ID_META } from '../server/contract.js';
import { VERSION } from '../version.js';
import { OpenCalls, type AnswerSampling } from './openCalls.js';
import type { ServerLaunch } from './serverLaunch.js';

/** How long a server may take to say which protocol era it speaks; one that says nothing speaks the older. */
const PROBE_MILLISECONDS = 10_000;
/** How long the SDK may take to end a server that it is probing, and a server to heed a signal. */
const PROBE_END_MILLISECONDS = 2500;
const KILL_MILLISECONDS = 500;

export interface ToolCall {
  readonly tool: string;
  readonly arguments: Readonly<Record<string, unknown>>;
  readonly answerSampling: AnswerSampling;
  /** Cancels the call, its sampling requests and their model calls. */
  readonly signal: AbortSignal;
}

/**
 * One MCP server and the one connection to it: started by the first call, kept warm, started again by
 * the next call after a crash, ended by `close`.
 */
export class ServerConnection {
  readonly #launch: ServerLaunch;
  readonly #log: Logger;
  readonly #onServerWords: (line: string) => void;
  readonly #openCalls = new OpenCalls();
  #client: Promise<Client> | undefined;
  #transport: StdioClientTransport | undefined;
  /** The process that is being ended; the transport forgets it by then. */
  #pid: number | undefined;
  readonly #lifetime = new AbortController();

  /** @param onServerWords gets each line that the server writes to its standard error */
  constructor(
    launch: ServerLaunch,
    log: Logger,
    onServerWords: (line: string) => void = (line) => {
      log.info(`[${launch.name}] ${line}`);
    },
  ) {
    this.#launch = launch;
    this.#log = log;
    this.#onServerWords = onServerWords;
  }

  get serverName(): string {
    return this.#launch.name;
  }

  /** The server's process while it runs. */
  get pid(): number | undefined {
    return this.#client === undefined ? undefined : (this.#transport?.pid ?? undefined);
  }

  /**
   * Calls a tool (MCP server/tools, `tools/call`) and answers the sampling requests that belong to it.
   *
   * @returns the tool result, unread
   * @throws {SummarizeError} `cancelled`, `serverNotStarted`, `serverStopped`, `serverTimedOut`, `toolFailed`
   */
  async callTool(call: ToolCall): Promise<unknown> {
    const id = randomUUID();
    const ended = new AbortController();
    this.#openCalls.open(id, {
      answer: call.answerSampling,
      signal: AbortSignal.any([call.signal, ended.signal]),
    });
    try {
      const client = await abortable(this.#connected(), call.signal).catch((error: unknown) => {
        throw this.#explainStart(error);
      });
      return await client.callTool(
        { name: call.tool, arguments: { ...call.arguments }, _meta: { [CALL_ID_META]: id } },
        { signal: call.signal, timeout: MAX_CALL_MILLISECONDS, maxTotalTimeout: MAX_CALL_MILLISECONDS },
      );
    } catch (error) {
      throw call.signal.aborted ? cancelled(error) : this.#explain(error);
    } finally {
      this.#openCalls.close(id);
      ended.abort();
    }
  }

  /**
   * Ends the server, politely at first; open calls fail. The connection cannot be used again.
   *
   * @param patience how long the server may take to end by itself, in milliseconds
   */
  async close(patience = 2000): Promise<void> {
    this.#pid ??= this.#transport?.pid ?? undefined;
    this.#lifetime.abort();
    if (this.#transport !== undefined) await endTransport(this.#transport, this.#client, patience);
  }

  /** Ends the server's process at once, for a person who does not want to wait. */
  kill(): void {
    const pid = this.#pid ?? this.#transport?.pid ?? undefined;
    if (pid !== undefined) signalProcess(pid, 'SIGKILL');
  }

  #connected(): Promise<Client> {
    if (this.#lifetime.signal.aborted) return Promise.reject(cancelled());
    if (this.#client === undefined) {
      const connecting = this.#connect();
      this.#client = connecting;
      connecting.catch(() => {
        this.#forget(connecting);
      });
    }
    return this.#client;
  }

  async #connect(): Promise<Client> {
    const { name, command, args, env, era } = this.#launch;
    const transport = new StdioClientTransport({
      command,
      args: [...args],
      ...(env !== undefined && { env: { ...env } }),
      stderr: 'pipe',
      maxBufferSize: MAX_MESSAGE_BYTES,
    });
    this.#transport = transport;
    // Undrained, the pipe would fill and the server stall.
    transport.stderr?.on('data', (chunk: Buffer) => {
      for (const line of chunk.toString('utf8').split('\n')) {
        if (line.trim() !== '') this.#onServerWords(oneLine(line, 500));
      }
    });
    const client = new Client(
      { name: 'mcp-summarize', title: 'MCP Summarize', version: VERSION },
      {
        capabilities: { sampling: {} },
        versionNegotiation: { mode: era, probe: { timeoutMs: PROBE_MILLISECONDS } },
      },
    );
    client.setRequestHandler('sampling/createMessage', async ({ params }, { mcpReq }) => {
      try {
        const callId = mcpReq._meta?.[CALL_ID_META];
        return { ...(await this.#openCalls.answer(callId, params, mcpReq.signal)) };
      } catch (error) {
        if (!(error instanceof SamplingRefusal)) throw error;
        this.#log.warn(`A sampling request of ${name} was answered with error ${String(error.code)}.`);
        throw new ProtocolError(error.code, error.message);
      }
    });
    client.onerror = (error) => {
      this.#log.debug(`${name}: ${error.name}.`);
    };
    const started = performance.now();
    try {
      await client.connect(transport, { signal: this.#lifetime.signal });
    } catch (error) {
      await endTransport(transport, undefined, 0);
      throw error;
    }
    const connected = this.#client;
    client.onclose = () => {
      if (!this.#lifetime.signal.aborted)
        this.#log.warn(`${name} has stopped; the next use starts it again.`);
      this.#forget(connected);
    };
    this.#log.info(
      `${name} started in ${String(Math.round(performance.now() - started))} ms, protocol ${client.getNegotiatedProtocolVersion() ?? 'unknown'}. ` +
        'MCP has deprecated sampling since 2026-07-28; it keeps working until at least July 2027.',
    );
    return client;
  }

  #forget(client: Promise<Client> | undefined): void {
    if (this.#client !== client) return;
    this.#client = undefined;
    this.#transport = undefined;
  }

  #explainStart(error: unknown): SummarizeError {
    if (error instanceof SummarizeError) return error;
    const { name } = this.#launch;
    let why = reasonOf(error);
    if (error instanceof SdkError) {
      const ended = error.code === SdkErrorCode.ConnectionClosed;
      why = ended ? 'it ended at once' : 'it did not answer as an MCP server';
    }
    return new SummarizeError(
      'serverNotStarted',
      `${name} could not be used (${why}); check that it can be started.`,
      ['retry', 'showLog'],
      { cause: error },
    );
  }

  #explain(error: unknown): SummarizeError {
    if (error instanceof SummarizeError) return error;
    const { name } = this.#launch;
    if (error instanceof SdkError && error.code === SdkErrorCode.RequestTimeout) {
      return new SummarizeError(
        'serverTimedOut',
        `${name} did not finish within an hour and was given up; try a smaller text.`,
        ['retry'],
        { cause: error },
      );
    }
    if (error instanceof SdkError && error.code === SdkErrorCode.ConnectionClosed) {
      return new SummarizeError(
        'serverStopped',
        `${name} stopped before it had finished; try again, it will be started anew.`,
        ['retry', 'showLog'],
        { cause: error },
      );
    }
    return new SummarizeError(
      'toolFailed',
      `${name} answered with an error: ${reasonOf(error)}.`,
      ['retry', 'showLog'],
      { cause: error },
    );
  }
}

function reasonOf(error: unknown): string {
  return oneLine(error instanceof Error ? error.message : String(error));
}

/**
 * Ends a server: its standard input, then SIGTERM, then SIGKILL. The SDK does the same in its own,
 * longer time, and while a server is being probed only it knows the process.
 */
async function endTransport(
  transport: StdioClientTransport,
  connecting: Promise<unknown> | undefined,
  patience: number,
): Promise<void> {
  const { pid } = transport;
  const state = { closed: false };
  const closing = Promise.allSettled([transport.close(), connecting]).then(() => {
    state.closed = true;
  });
  const wait = (milliseconds: number): Promise<unknown> =>
    Promise.race([closing, delay(milliseconds, undefined, { ref: false })]);
  await wait(pid === null ? Math.max(patience, PROBE_END_MILLISECONDS) : patience);
  for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
    if (state.closed || pid === null) return;
    signalProcess(pid, signal);
    await wait(KILL_MILLISECONDS);
  }
}

function signalProcess(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It is gone already.
  }
}
