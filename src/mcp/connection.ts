import { randomUUID } from 'node:crypto';
import { ProtocolError, ProtocolErrorCode, type Tool } from '@modelcontextprotocol/client';
import { abortable } from '../abortable.js';
import { cancelled, oneLine } from '../errors.js';
import { MAX_CALL_MILLISECONDS } from '../limits.js';
import type { Logger } from '../logger.js';
import { INVALID_PARAMS, SamplingRefusal } from '../sampling/refusal.js';
import { CALL_ID_META } from '../server/contract.js';
import { CallQueue } from './callQueue.js';
import { EraMemory } from './eraMemory.js';
import { callInRounds, type InputRetry } from './inputRequired.js';
import { OpenCalls, type AnswerSampling } from './openCalls.js';
import type { ServerDefinition } from './serverDefinition.js';
import { endedByUs, explainCall, explainStart, isForgotten, isLost, timedOut } from './serverErrors.js';
import { ServerSession } from './session.js';
import { progressTeller, withoutOutputSchema } from './toolCall.js';

export interface ToolCall {
  readonly tool: string;
  readonly arguments: Readonly<Record<string, unknown>>;
  readonly answerSampling: AnswerSampling;
  /** Gets what the person who waits should know, as a sentence: the server's progress, another call's end. */
  readonly onNotice?: (notice: string) => void;
  /** Cancels the call, its sampling requests and their model calls. */
  readonly signal: AbortSignal;
}

export interface ConnectionOptions {
  readonly server: ServerDefinition;
  readonly log: Logger;
  /** Without one, every first start is probed. */
  readonly eras?: EraMemory;
  /** Gets each line that the server writes to its standard error; without it they go to the log. */
  readonly onServerWords?: (line: string) => void;
  /** The longest that a call may take, in milliseconds, whatever progress it makes. */
  readonly callMilliseconds?: number;
}

/**
 * One MCP server and the one connection to it: started by the first call, kept warm, started again by
 * the next call after a crash, ended by `close`.
 */
export class ServerConnection {
  readonly #server: ServerDefinition;
  readonly #log: Logger;
  readonly #eras: EraMemory;
  readonly #onServerWords: (line: string) => void;
  readonly #callMilliseconds: number;
  readonly #openCalls = new OpenCalls();
  readonly #queue = new CallQueue();
  readonly #lifetime = new AbortController();
  #session: ServerSession | undefined;
  #started: Promise<ServerSession> | undefined;

  constructor({ server, log, eras, onServerWords, callMilliseconds }: ConnectionOptions) {
    this.#server = server;
    this.#callMilliseconds = callMilliseconds ?? MAX_CALL_MILLISECONDS;
    this.#log = log;
    this.#eras = eras ?? new EraMemory();
    this.#onServerWords =
      onServerWords ??
      ((line) => {
        log.info(`[${server.name}] ${line}`);
      });
  }

  get server(): ServerDefinition {
    return this.#server;
  }

  /** The server's process while it runs. */
  get pid(): number | undefined {
    return this.#started === undefined ? undefined : this.#session?.link.pid;
  }

  /**
   * The server's tools (MCP server/tools, `tools/list`).
   *
   * @throws {SummarizeError} `cancelled`, `serverNotStarted`
   */
  async listTools(signal: AbortSignal): Promise<readonly Tool[]> {
    try {
      return await this.#withSession(signal, async (session) => await abortable(session.tools(), signal));
    } catch (error) {
      throw signal.aborted ? cancelled(error) : explainStart(error, this.#server);
    }
  }

  /**
   * Calls a tool (MCP server/tools, `tools/call`) and answers the sampling requests that belong to it.
   *
   * @returns the tool result, unread
   * @throws {SummarizeError} `cancelled`, `serverNotStarted`, `serverStopped`, `serverTimedOut`, `toolFailed`
   */
  async callTool(call: ToolCall): Promise<unknown> {
    const limit = AbortSignal.timeout(this.#callMilliseconds);
    const started = { session: false };
    try {
      return await this.#withSession(call.signal, async (session) => {
        started.session = true;
        return await this.#call(call, session, AbortSignal.any([call.signal, limit]));
      });
    } catch (error) {
      if (call.signal.aborted) throw cancelled(error);
      if (this.#lifetime.signal.aborted) throw endedByUs(this.#server.name, error);
      if (limit.aborted) throw timedOut(this.#server, this.#callMilliseconds, error);
      throw started.session ? explainCall(error, this.#server) : explainStart(error, this.#server);
    }
  }

  async #call(call: ToolCall, session: ServerSession, signal: AbortSignal): Promise<unknown> {
    const endTurn = await this.#turn(session, call);
    const ended = new AbortController();
    const id = randomUUID();
    this.#openCalls.open(id, {
      answer: call.answerSampling,
      signal: AbortSignal.any([signal, ended.signal]),
    });
    try {
      const definition = session.isModern ? await withoutOutputSchema(session, call.tool) : {};
      const send = (retry: InputRetry): Promise<unknown> =>
        session.client.callTool(
          { name: call.tool, arguments: { ...call.arguments }, _meta: { [CALL_ID_META]: id }, ...retry },
          {
            signal,
            // In place of the SDK's 60 s; our own limit comes first.
            timeout: 2 * this.#callMilliseconds,
            allowInputRequired: true,
            onprogress: progressTeller(this.#server.name, call.onNotice),
            ...definition,
          },
        );
      const { name: serverName } = this.#server;
      return await callInRounds({ serverName, send, answer: call.answerSampling, signal });
    } finally {
      this.#openCalls.close(id);
      ended.abort();
      endTurn();
    }
  }

  /**
   * Work with a session. A server over HTTP can be gone, or have forgotten the session, without a word:
   * the next use then begins a new one, and where nothing has happened yet, this one does (MCP
   * basic/transports, "Session Management").
   */
  async #withSession<T>(signal: AbortSignal, work: (session: ServerSession) => Promise<T>): Promise<T> {
    const started = this.#connected();
    const session = await abortable(started, signal);
    try {
      return await work(session);
    } catch (error) {
      if (this.#server.kind !== 'http' || signal.aborted || !isLost(error)) throw error;
      this.#forget(started);
      await session.link.end(undefined, 0);
      if (!isForgotten(error)) throw error;
      this.#log.info(`${this.#server.name} has forgotten the session, so a new one is begun.`);
      return await work(await abortable(this.#connected(), signal));
    }
  }

  /**
   * Ends the server, politely at first; open calls fail. The connection cannot be used again.
   *
   * @param patience how long the server may take to end by itself, in milliseconds
   */
  async close(patience = 2000): Promise<void> {
    this.#lifetime.abort();
    await this.#session?.link.end(this.#started, patience);
  }

  /** Ends the server's process at once, for a person who does not want to wait. */
  kill(): void {
    this.#session?.link.kill();
  }

  /**
   * Up to 2025-11-25 a sampling request does not say which call it belongs to, so the calls of a
   * server that does not repeat our call id wait for each other.
   */
  async #turn(session: ServerSession, { signal, onNotice }: ToolCall): Promise<() => void> {
    if (session.isModern || this.#server.known?.repeatsCallId === true) return () => undefined;
    if (this.#queue.isBusy) onNotice?.(`Waiting until ${this.#server.name} has finished another call.`);
    return await this.#queue.turn(signal);
  }

  #connected(): Promise<ServerSession> {
    if (this.#lifetime.signal.aborted) return Promise.reject(endedByUs(this.#server.name));
    if (this.#started === undefined) {
      const { name } = this.#server;
      const session = new ServerSession({
        server: this.#server,
        log: this.#log,
        eras: this.#eras,
        onServerWords: this.#onServerWords,
        signal: this.#lifetime.signal,
        answerRequest: (method, params, signal) => this.#answerRequest(method, params, signal),
        onClose: () => {
          if (!this.#lifetime.signal.aborted)
            this.#log.warn(`${name} has stopped; the next use starts it again.`);
          this.#forget(started);
        },
      });
      this.#session = session;
      const started = session.start();
      this.#started = started;
      started.catch(() => {
        this.#forget(started);
      });
    }
    return this.#started;
  }

  /** Answers a request of a server of the older era: a sampling request of an open call, or nothing. */
  async #answerRequest(
    method: string,
    params: Readonly<Record<string, unknown>> | undefined,
    signal: AbortSignal,
  ): Promise<Record<string, unknown>> {
    const { name } = this.#server;
    if (method !== 'sampling/createMessage') {
      this.#log.warn(`${name} asked for ${oneLine(method, 60)}, which this client does not offer.`);
      throw new ProtocolError(ProtocolErrorCode.MethodNotFound, 'Method not found');
    }
    const meta = params?._meta;
    const callId =
      typeof meta === 'object' && meta !== null && CALL_ID_META in meta ? meta[CALL_ID_META] : undefined;
    const call = this.#openCalls.find(callId);
    if (call === undefined) {
      this.#log.warn(`${name} asked for sampling outside of any call of ours; that was refused.`);
      // SEP-2260 has this code for it.
      throw new ProtocolError(
        INVALID_PARAMS,
        'The client answers sampling requests only as part of a tool call that it has open.',
      );
    }
    try {
      return { ...(await call.answer(params, AbortSignal.any([signal, call.signal]))) };
    } catch (error) {
      throw error instanceof SamplingRefusal ? new ProtocolError(error.code, error.message) : error;
    }
  }

  #forget(started: Promise<ServerSession>): void {
    if (this.#started !== started) return;
    this.#started = undefined;
    this.#session = undefined;
  }
}
