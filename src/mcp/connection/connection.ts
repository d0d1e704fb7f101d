import { randomUUID } from 'node:crypto';
import { SdkError, SdkErrorCode, type Tool } from '@modelcontextprotocol/client';
import { abortable } from '../../common/abortable.js';
import { cancelled, type SummarizeError } from '../../common/errors.js';
import { MAX_CALL_MILLISECONDS } from '../../common/limits.js';
import type { Logger } from '../../common/logger.js';
import { TurnQueue } from '../../common/turnQueue.js';
import { EraMemory } from '../era/eraMemory.js';
import type { WantedEra } from '../era/approach.js';
import { EraWatch, explainSetEra } from '../era/eraFailure.js';
import { inTheRightEra, type CallProgress } from '../era/eraRetry.js';
import { callInRounds, type InputRetry } from './inputRequired.js';
import type { AnswerSampling } from './openCalls.js';
import { limitedLog } from '../link/lineLimit.js';
import type { ServerProcess } from '../link/serverProcess.js';
import type { ServerDefinition } from '../serverDefinition.js';
import { endedByUs, explainCall, explainStart, timedOut, tooMuch } from './serverErrors.js';
import type { ServerSession } from './session.js';
import { SessionKeeper } from './sessionKeeper.js';
import type { Notify } from './sharedStart.js';
import { Silence } from './silence.js';
import { ProgressTeller } from './progressTeller.js';
import { metaOf, type ToolCall } from './toolCall.js';

export interface ConnectionOptions {
  readonly server: ServerDefinition;
  readonly log: Logger;
  /** Without it, every first start probes the server's era. */
  readonly eras?: EraMemory;
  /** The server's process, if it has been started already: the first start takes it, and `close` ends it. */
  readonly early?: ServerProcess | undefined;
  /** Gets the lines of the server's standard error; by default they go to the log. */
  readonly onServerWords?: (line: string) => void;
  /** A sampling request that belongs to no call was refused. */
  readonly onStray?: () => void;
  /** After how long the user hears that the server is silent, in milliseconds. */
  readonly silenceMilliseconds?: number;
}

/**
 * One MCP server and the one connection to it: started by the first call, kept warm, restarted by the next call
 * after a crash, ended by `close`.
 */
export class ServerConnection {
  readonly #server: ServerDefinition;
  readonly #log: Logger;
  readonly #eras: EraMemory;
  readonly #silence: Silence;
  readonly #queue = new TurnQueue();
  readonly #sessions: SessionKeeper;

  constructor(options: ConnectionOptions) {
    const { server, log, eras, early, onServerWords, onStray, silenceMilliseconds } = options;
    this.#server = server;
    this.#log = limitedLog(log);
    this.#eras = eras ?? new EraMemory();
    this.#silence = new Silence(server.name, silenceMilliseconds);
    this.#sessions = new SessionKeeper({
      server,
      log: this.#log,
      eras: this.#eras,
      early,
      onHeard: this.#silence.heard,
      onStray: onStray ?? (() => undefined),
      onServerWords: (line) => {
        this.#silence.heard();
        if (onServerWords === undefined) log.info(`[${server.name}] ${line}`);
        else onServerWords(line);
      },
    });
  }

  get server(): ServerDefinition {
    return this.#server;
  }

  /** The server's process ID while it runs. */
  get pid(): number | undefined {
    return this.#sessions.pid;
  }

  /**
   * The server's tools (MCP server/tools, `tools/list`).
   *
   * @param notify gets a sentence when the server is slow to start
   * @throws {SummarizeError} `cancelled`, `serverNotStarted`, `wrongEra`
   */
  async listTools(signal: AbortSignal, notify?: Notify): Promise<readonly Tool[]> {
    try {
      return await this.#sessions.use(
        { signal, notify },
        async (session) => await abortable(session.tools(), signal),
      );
    } catch (error) {
      throw signal.aborted ? cancelled(error) : this.#explainStart(error);
    }
  }

  /**
   * Calls a tool (MCP server/tools, `tools/call`) and answers the sampling requests that belong to it.
   *
   * @returns the tool result, unread
   * @throws {SummarizeError} `cancelled`, `serverNotStarted`, `serverStopped`, `serverTimedOut`, `toolFailed`,
   *   `wrongEra`
   */
  async callTool(call: ToolCall): Promise<unknown> {
    const milliseconds = call.callMilliseconds ?? MAX_CALL_MILLISECONDS;
    const limit = AbortSignal.timeout(milliseconds);
    const signal = AbortSignal.any([call.signal, limit]);
    const progress: CallProgress = { begun: false, sampled: false };
    const { tool, onNotice } = call;
    const memory = { server: this.#server, eras: this.#eras, log: this.#log };
    const once = (wanted?: WantedEra): Promise<unknown> => this.#callOnce(call, signal, progress, wanted);
    try {
      return await inTheRightEra(once, { ...memory, tool, onNotice, progress, signal });
    } catch (error) {
      if (call.signal.aborted) throw cancelled(error);
      if (this.#sessions.isClosed) throw endedByUs(this.#server.name, error);
      if (limit.aborted) throw timedOut(this.#server, milliseconds, error);
      throw progress.begun ? explainCall(error, this.#server) : this.#explainStart(error);
    }
  }

  async #callOnce(
    call: ToolCall,
    signal: AbortSignal,
    progress: CallProgress,
    wanted: WantedEra | undefined,
  ): Promise<unknown> {
    const how = { signal, notify: call.onNotice };
    const { era, tells } = await this.#sessions.use({ ...how, wanted }, (session) =>
      Promise.resolve({ era: session.era, tells: this.#tellsCalls(session) }),
    );
    // Up to 2025-11-25 a sampling request does not name its call, so calls to a server that does not repeat our
    // call id take turns.
    if (!tells && this.#queue.isBusy)
      call.onNotice?.(`Waiting for ${this.#server.name} to finish another call.`);
    const endTurn = tells ? undefined : await this.#queue.turn(signal);
    try {
      return await this.#sessions.use(
        {
          ...how,
          wanted: era && { era, why: wanted?.why ?? 'remembered' },
          mayRepeat: (session) => !progress.sampled && !session.isModern,
        },
        async (session) => {
          // Meanwhile another server, whose calls must take turns, may have replaced it.
          if (tells && !this.#tellsCalls(session))
            throw new SdkError(SdkErrorCode.ConnectionClosed, 'Replaced');
          progress.begun = true;
          progress.era = session.era;
          return await this.#call(call, session, signal, progress);
        },
      );
    } finally {
      endTurn?.();
    }
  }

  async #call(
    call: ToolCall,
    session: ServerSession,
    signal: AbortSignal,
    progress: CallProgress,
  ): Promise<unknown> {
    const ended = new AbortController();
    const watch = new EraWatch(this.#server, session.era ?? 'legacy', () => progress.sampled);
    const id = randomUUID();
    const answer: AnswerSampling = (params, samplingSignal) => {
      progress.sampled = true;
      return silence.during(() =>
        call.answerSampling(params, samplingSignal, { tools: session.declaresTools }),
      );
    };
    const silence = this.#silence.watch((notice) => call.onNotice?.(notice));
    const teller = new ProgressTeller(this.#server.name, (notice) => call.onNotice?.(notice));
    session.openCalls.open(id, {
      answer,
      signal: AbortSignal.any([signal, ended.signal]),
      onDropped: watch.onDropped,
      onUnoffered: (feature) => call.onUnoffered?.(feature),
    });
    const troubles = new Set<string>();
    const stopWatching = session.onTrouble((trouble) => {
      // A server may flood us with the same.
      if (!troubles.has(trouble)) call.onNotice?.(trouble);
      troubles.add(trouble);
    });
    try {
      const send = (retry: InputRetry): Promise<unknown> =>
        session.client.callTool(
          {
            name: call.tool,
            arguments: { ...call.arguments },
            _meta: metaOf(session, id, call.meta),
            ...retry,
          },
          {
            signal: AbortSignal.any([signal, watch.signal]),
            // Replaces the SDK's 60 s; our own limit fires first.
            timeout: 2 * (call.callMilliseconds ?? MAX_CALL_MILLISECONDS),
            allowInputRequired: true,
            onprogress: teller.onProgress,
          },
        );
      const { maxRounds } = call;
      const result = await callInRounds({ serverName: this.#server.name, send, answer, maxRounds, signal });
      watch.check({ result });
      return result;
    } catch (error) {
      if (!signal.aborted) watch.check({ error });
      throw session.sentTooMuch ? tooMuch(this.#server, error) : error;
    } finally {
      session.openCalls.close(id);
      ended.abort();
      watch.end();
      stopWatching();
      silence.end();
      teller.end();
      // A late sampling request of this call would be attributed to the next one.
      if (signal.aborted && !this.#tellsCalls(session)) this.#sessions.retire(session);
    }
  }

  /**
   * Ends the server, gracefully at first; open calls fail. The connection cannot be reused.
   *
   * @param patience how long the server may take to exit by itself, in milliseconds
   */
  async close(patience = 2000): Promise<void> {
    await this.#sessions.close(patience);
  }

  /** Kills the server's processes, for a user who does not want to wait. */
  kill(): void {
    this.#sessions.kill();
  }

  /** Whether this server's sampling requests name the call that they belong to. */
  #tellsCalls(session: ServerSession): boolean {
    return session.isModern || this.#server.known?.repeatsCallId === true;
  }

  #explainStart(error: unknown): SummarizeError {
    return explainSetEra(error, this.#server) ?? explainStart(error, this.#server);
  }
}
