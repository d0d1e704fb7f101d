import { randomUUID } from 'node:crypto';
import { Client, ProtocolError, SdkError, SdkErrorCode } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { cancelled, oneLine, SummarizeError } from '../errors.js';
import { MAX_CALL_MILLISECONDS, MAX_MESSAGE_BYTES } from '../limits.js';
import type { Logger } from '../logger.js';
import { SamplingRefusal } from '../sampling/request.js';
import { CALL_ID_META } from '../server/contract.js';
import { VERSION } from '../version.js';
import { OpenCalls, type AnswerSampling } from './openCalls.js';
import type { ServerLaunch } from './serverLaunch.js';

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
    return this.#pid;
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
      const client = await abortable(this.#connected(), call.signal);
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

  /** Ends the server; open calls fail. The connection cannot be used again. */
  async close(): Promise<void> {
    this.#lifetime.abort();
    const client = await this.#client?.catch(() => undefined);
    await client?.close();
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
    // Undrained, the pipe would fill and the server stall.
    transport.stderr?.on('data', (chunk: Buffer) => {
      for (const line of chunk.toString('utf8').split('\n')) {
        if (line.trim() !== '') this.#onServerWords(oneLine(line, 500));
      }
    });
    const client = new Client(
      { name: 'mcp-summarize', title: 'MCP Summarize', version: VERSION },
      { capabilities: { sampling: {} }, versionNegotiation: { mode: era } },
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
      await transport.close();
      throw error;
    }
    const connected = this.#client;
    this.#pid = transport.pid ?? undefined;
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
    this.#pid = undefined;
  }

  #explain(error: unknown): SummarizeError {
    const { name } = this.#launch;
    const fail = (...[code, message, steps]: ConstructorParameters<typeof SummarizeError>): SummarizeError =>
      new SummarizeError(code, message, steps, { cause: error });
    if (error instanceof SummarizeError) return error;
    if (error instanceof SdkError && error.code === SdkErrorCode.RequestTimeout) {
      return fail(
        'serverTimedOut',
        `${name} did not finish within an hour and was given up; try a smaller text.`,
        ['retry'],
      );
    }
    if (error instanceof SdkError && error.code === SdkErrorCode.ConnectionClosed) {
      return fail(
        'serverStopped',
        `${name} stopped before it had finished; try again, it will be started anew.`,
        ['retry', 'showLog'],
      );
    }
    if (error instanceof ProtocolError) {
      return fail('toolFailed', `${name} answered with an error: ${oneLine(error.message)}.`, [
        'retry',
        'showLog',
      ]);
    }
    const reason = oneLine(error instanceof Error ? error.message : String(error));
    return fail('serverNotStarted', `${name} could not be used (${reason}); check that it can be started.`, [
      'retry',
      'showLog',
    ]);
  }
}

/** Waits for `promise` no longer than until `signal` is aborted; the promise itself goes on. */
async function abortable<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  signal.throwIfAborted();
  let stop: () => void = () => undefined;
  const aborted = new Promise<never>((_, reject) => {
    stop = () => {
      reject(cancelled(signal.reason));
    };
    signal.addEventListener('abort', stop, { once: true });
  });
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
