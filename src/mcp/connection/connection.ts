import { randomUUID } from 'node:crypto';
import type { Tool } from '@modelcontextprotocol/client';
import { abortable } from '../../common/abortable.js';
import { cancelled } from '../../common/errors.js';
import { MAX_CALL_MILLISECONDS } from '../../common/limits.js';
import type { Logger } from '../../common/logger.js';
import { CALL_ID_META } from '../../contract/summarize.js';
import { TurnQueue } from '../../common/turnQueue.js';
import { EraMemory } from './eraMemory.js';
import { callInRounds, type InputRetry } from './inputRequired.js';
import type { AnswerSampling } from './openCalls.js';
import type { ServerDefinition } from '../serverDefinition.js';
import {
  endedByUs,
  explainCall,
  explainStart,
  isForgotten,
  isLost,
  timedOut,
  tooMuch,
} from './serverErrors.js';
import { ServerSession } from './session.js';
import { SharedStart, type Notify } from './sharedStart.js';
import { progressTeller, withoutOutputSchema } from './toolCall.js';

export interface ToolCall {
  readonly tool: string;
  readonly arguments: Readonly<Record<string, unknown>>;
  /** Beside what the client itself says, for a server that knows it (MCP basic, "_meta"). */
  readonly meta?: Readonly<Record<string, string>>;
  readonly answerSampling: AnswerSampling;
  /** How often the server may come back for input. */
  readonly maxRounds: number;
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
  /** A sampling request was refused that belongs to no call. */
  readonly onStray?: () => void;
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
  readonly #onStray: () => void;
  readonly #callMilliseconds: number;
  readonly #queue = new TurnQueue();
  readonly #lifetime = new AbortController();
  /** Sessions that end with their last use, and when they have. */
  readonly #retired = new Map<ServerSession, Promise<void>>();
  #session: ServerSession | undefined;
  #started: SharedStart<ServerSession> | undefined;

  constructor({ server, log, eras, onServerWords, onStray, callMilliseconds }: ConnectionOptions) {
    this.#server = server;
    this.#onStray = onStray ?? (() => undefined);
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
   * @param notify gets a sentence when the server takes long to start
   * @throws {SummarizeError} `cancelled`, `serverNotStarted`
   */
  async listTools(signal: AbortSignal, notify?: Notify): Promise<readonly Tool[]> {
    try {
      await this.#connected(signal, notify);
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
    const signal = AbortSignal.any([call.signal, limit]);
    const attempt = { begun: false, sampled: false };
    let endTurn: (() => void) | undefined;
    try {
      endTurn = await this.#turn(await this.#connected(signal, call.onNotice), call);
      return await this.#withSession(
        signal,
        async (session) => {
          attempt.begun = true;
          return await this.#call(call, session, signal, attempt);
        },
        (session) => !attempt.sampled && !session.isModern,
      );
    } catch (error) {
      if (call.signal.aborted) throw cancelled(error);
      if (this.#lifetime.signal.aborted) throw endedByUs(this.#server.name, error);
      if (limit.aborted) throw timedOut(this.#server, this.#callMilliseconds, error);
      throw attempt.begun ? explainCall(error, this.#server) : explainStart(error, this.#server);
    } finally {
      endTurn?.();
    }
  }

  async #call(
    call: ToolCall,
    session: ServerSession,
    signal: AbortSignal,
    attempt: { sampled: boolean },
  ): Promise<unknown> {
    const ended = new AbortController();
    const id = randomUUID();
    const answer: AnswerSampling = (params, samplingSignal) => {
      attempt.sampled = true;
      return call.answerSampling(params, samplingSignal);
    };
    session.openCalls.open(id, { answer, signal: AbortSignal.any([signal, ended.signal]) });
    const stopWatching = session.onTrouble((trouble) => call.onNotice?.(trouble));
    try {
      const definition = session.isModern
        ? await abortable(withoutOutputSchema(session, call.tool), signal)
        : {};
      const send = (retry: InputRetry): Promise<unknown> =>
        session.client.callTool(
          {
            name: call.tool,
            arguments: { ...call.arguments },
            _meta: { ...call.meta, [CALL_ID_META]: id },
            ...retry,
          },
          {
            signal,
            // In place of the SDK's 60 s; our own limit comes first.
            timeout: 2 * this.#callMilliseconds,
            allowInputRequired: true,
            onprogress: progressTeller(this.#server.name, call.onNotice),
            ...definition,
          },
        );
      return await callInRounds({
        serverName: this.#server.name,
        send,
        answer,
        maxRounds: call.maxRounds,
        signal,
      });
    } catch (error) {
      throw session.sentTooMuch ? tooMuch(this.#server, error) : error;
    } finally {
      session.openCalls.close(id);
      ended.abort();
      stopWatching();
      // What this call may still ask for would be taken for the next one's.
      if (signal.aborted && !this.#tellsCalls(session)) this.#retire(session);
    }
  }

  /**
   * Work with a session. A server over HTTP can be gone, or have forgotten the session, without a word:
   * the next use then begins a new one. This use does, where the server says that it knows no such
   * session and so did nothing (MCP basic/transports, "Session Management").
   *
   * @param mayRepeat whether nothing has come of the work yet
   */
  async #withSession<T>(
    signal: AbortSignal,
    work: (session: ServerSession) => Promise<T>,
    mayRepeat: (session: ServerSession) => boolean = () => true,
  ): Promise<T> {
    const session = await this.#connected(signal);
    try {
      return await session.use(work);
    } catch (error) {
      if (this.#server.kind !== 'http' || signal.aborted || !isLost(error)) throw error;
      this.#retire(session);
      if (!isForgotten(error) || !mayRepeat(session)) throw error;
      this.#log.info(`${this.#server.name} has forgotten the session, so a new one is begun.`);
      return await (await this.#connected(signal)).use(work);
    }
  }

  /** No new use of a session; those that there are go on to their end. */
  #retire(session: ServerSession): void {
    if (this.#session === session) {
      this.#started = undefined;
      this.#session = undefined;
    }
    const ending = session.retire().finally(() => this.#retired.delete(session));
    this.#retired.set(session, ending);
  }

  /**
   * Ends the server, politely at first; open calls fail. The connection cannot be used again.
   *
   * @param patience how long the server may take to end by itself, in milliseconds
   */
  async close(patience = 2000): Promise<void> {
    this.#lifetime.abort();
    const sessions = [...this.#retired.keys(), ...(this.#session === undefined ? [] : [this.#session])];
    await Promise.all(sessions.map((session) => session.link.end(this.#started?.result, patience)));
  }

  /**
   * Ends the server's process at once, for a person who does not want to wait.
   *
   * @returns whether there is nothing more to wait for; a server that is being probed only the SDK can end
   */
  kill(): boolean {
    for (const session of this.#retired.keys()) session.link.kill();
    return this.#session?.link.kill() ?? true;
  }

  /**
   * Up to 2025-11-25 a sampling request does not say which call it belongs to, so the calls of a
   * server that does not repeat our call id wait for each other.
   */
  async #turn(session: ServerSession, { signal, onNotice }: ToolCall): Promise<() => void> {
    if (this.#tellsCalls(session)) return () => undefined;
    if (this.#queue.isBusy) onNotice?.(`Waiting until ${this.#server.name} has finished another call.`);
    return await this.#queue.turn(signal);
  }

  /** Whether a sampling request of this server says which call it belongs to. */
  #tellsCalls(session: ServerSession): boolean {
    return session.isModern || this.#server.known?.repeatsCallId === true;
  }

  async #connected(signal: AbortSignal, notify?: Notify): Promise<ServerSession> {
    if (this.#lifetime.signal.aborted) throw endedByUs(this.#server.name);
    this.#started ??= this.#start();
    return await this.#started.wait(signal, notify);
  }

  #start(): SharedStart<ServerSession> {
    const { name } = this.#server;
    const givenUp = new AbortController();
    const session: ServerSession = new ServerSession({
      server: this.#server,
      log: this.#log,
      eras: this.#eras,
      onServerWords: this.#onServerWords,
      onStray: this.#onStray,
      signal: AbortSignal.any([this.#lifetime.signal, givenUp.signal]),
      onClose: () => {
        if (!this.#lifetime.signal.aborted && !this.#retired.has(session))
          this.#log.warn(`${name} has stopped; the next use starts it again.`);
        this.#forget(session);
      },
    });
    this.#session = session;
    // Two processes of a server could get in each other's way.
    const before = this.#server.kind === 'stdio' ? [...this.#retired.values()] : [];
    const started = Promise.allSettled(before).then(() => session.start());
    started.catch(() => {
      this.#forget(session);
    });
    return new SharedStart(
      started,
      `${name} has not answered for 5 s since it was started; it is still waited for, and you can cancel.`,
      (notice) => {
        this.#log.info(notice);
      },
      () => {
        givenUp.abort();
        this.#forget(session);
        // A start that is given up ends its processes itself.
        const ending = started.then(
          () => undefined,
          () => undefined,
        );
        this.#retired.set(session, ending);
        void ending.then(() => this.#retired.delete(session));
      },
    );
  }

  #forget(session: ServerSession): void {
    if (this.#session !== session) return;
    this.#started = undefined;
    this.#session = undefined;
  }
}
