import { Client, SdkError, SdkErrorCode, type Tool } from '@modelcontextprotocol/client';
import { oneLine } from '../../common/errors.js';
import type { Logger } from '../../common/logger.js';
import { VERSION } from '../../common/version.js';
import { clauseOf, StrayMessage, TooLargeLog, TooLargeMessage } from '../link/answerFaults.js';
import type { Era } from '../era/era.js';
import {
  clientOptions,
  describeApproach,
  firstApproach,
  nextApproach,
  type Approach,
  type WantedEra,
} from '../era/approach.js';
import type { EraMemory } from '../era/eraMemory.js';
import { abortable } from '../../common/abortable.js';
import { listNames } from '../tools/toolArguments.js';
import { InvalidTools } from '../link/readableTools.js';
import { acceptUntypedResults } from '../link/untypedResults.js';
import { describeServer, eraOf, recognize } from '../era/recognize.js';
import { HttpLink } from '../link/httpLink.js';
import { OpenCalls } from './openCalls.js';
import type { ServerDefinition } from '../serverDefinition.js';
import type { ServerLink } from '../link/serverLink.js';
import type { ServerProcess } from '../link/serverProcess.js';
import { startedTooLong } from './serverErrors.js';
import { describeServerLog } from './serverLog.js';
import { answerServerRequest } from './serverRequests.js';
import { tellMessages } from './silence.js';
import { StdioLink } from '../link/stdioLink.js';

/** The longest a server may take from its start to the end of the handshake. */
const START_MILLISECONDS = 120_000;
/** Nobody chooses from a longer list. */
const MAX_TOOLS = 2000;
/** How long an unused server may take to exit by itself. */
const RETIRE_MILLISECONDS = 2000;

export interface SessionOptions {
  readonly server: ServerDefinition;
  readonly log: Logger;
  readonly eras: EraMemory;
  /** The era to start in; by default the one that is configured, remembered or detected. */
  readonly wanted?: WantedEra | undefined;
  readonly onServerWords: (line: string) => void;
  /** The server has sent something. */
  readonly onHeard: () => void;
  /** A sampling request that belongs to no call was refused. */
  readonly onStray: () => void;
  /** The session has ended, by itself or by us. */
  readonly onClose: () => void;
  /** The server's process, if it has been started already. */
  readonly early?: ServerProcess | undefined;
  /** Aborts a start in progress. */
  readonly signal: AbortSignal;
}

/** A session with one server, from the handshake to the end of the connection. */
export class ServerSession {
  /** The calls that its sampling requests can belong to. */
  readonly openCalls = new OpenCalls();
  readonly #options: SessionOptions;
  #link: ServerLink;
  #client: Client | undefined;
  #tools: Promise<readonly Tool[]> | undefined;
  readonly #troubleListeners = new Set<(trouble: string) => void>();
  /** How many callers use it now, and what waits until none do. */
  #uses = 0;
  #unused: (() => void) | undefined;
  #retired: Promise<void> | undefined;
  #sentTooMuch = false;
  /** Kept here because the SDK forgets it with the connection. */
  #era: Era | undefined;
  #declaresTools = true;

  constructor(options: SessionOptions) {
    this.#options = options;
    this.#link = createLink(options, options.early);
  }

  get link(): ServerLink {
    return this.#link;
  }

  /** The SDK's client; only a session that has started has one. */
  get client(): Client {
    if (this.#client === undefined) throw new SdkError(SdkErrorCode.NotConnected, 'Not connected');
    return this.#client;
  }

  /** The era in use, once known. */
  get era(): Era | undefined {
    return this.#era ?? this.#options.wanted?.era;
  }

  /** Whether sampling requests arrive inside results (2026-07-28) rather than on their own. */
  get isModern(): boolean {
    return this.#era === 'modern';
  }

  /** Whether the server was told that its sampling requests may have tools. */
  get declaresTools(): boolean {
    return this.#declaresTools;
  }

  /** Whether a message larger than the limit ended the connection. */
  get sentTooMuch(): boolean {
    return this.#sentTooMuch;
  }

  /** Does work during which `retire` does not end the session. */
  async use<T>(work: (session: ServerSession) => Promise<T>): Promise<T> {
    this.#uses++;
    try {
      return await work(this);
    } finally {
      this.#uses--;
      if (this.#uses === 0) this.#unused?.();
    }
  }

  /** Ends the server once nobody uses it. Called again, it is the same end. */
  async retire(): Promise<void> {
    this.#retired ??= this.#endUnused();
    await this.#retired;
  }

  async #endUnused(): Promise<void> {
    if (this.#uses > 0) {
      await new Promise<void>((resolve) => {
        this.#unused = resolve;
      });
    }
    await this.#link.end(undefined, RETIRE_MILLISECONDS);
  }

  /**
   * Reports, as sentences, what may leave a call unanswered.
   *
   * @returns removes the listener
   */
  onTrouble(listener: (trouble: string) => void): () => void {
    this.#troubleListeners.add(listener);
    return () => this.#troubleListeners.delete(listener);
  }

  /**
   * Connects in the era that is configured, wanted or remembered, or else in the one that the server reports.
   * On failure it tries other approaches while there are any.
   */
  async start(): Promise<this> {
    const { server, log, eras, signal, wanted } = this.#options;
    const begun = performance.now();
    const limit = AbortSignal.timeout(START_MILLISECONDS);
    let approach = firstApproach(server, eras.recall(server), wanted);
    for (;;) {
      try {
        await this.#connect(approach, limit);
        break;
      } catch (error) {
        const next = signal.aborted || limit.aborted ? undefined : nextApproach(approach, error);
        if (next === undefined) throw error;
        log.info(`${server.name} did not start; trying again: ${describeApproach(next)}.`);
        if (next.why === 'asked for anew') await eras.forget(server).catch(() => undefined);
        this.#link = createLink(this.#options);
        approach = next;
      }
    }
    const milliseconds = Math.round(performance.now() - begun);
    log.info(
      `${server.name} started in ${String(milliseconds)} ms: ` +
        `${describeServer(this.client)}, ${describeApproach(approach)}.`,
    );
    log.warn(
      `${server.name} may sample. MCP deprecated sampling in 2026-07-28; it keeps working until at least July 2027.`,
    );
    return this;
  }

  /**
   * The server's tools, all pages (MCP server/tools, `tools/list`); listed again after the server reports a change.
   */
  async tools(): Promise<readonly Tool[]> {
    this.#tools ??= this.#listTools();
    return await this.#tools;
  }

  async #listTools(): Promise<readonly Tool[]> {
    const { server, log, signal } = this.#options;
    if (this.client.getServerCapabilities()?.tools === undefined) return [];
    const listing = this.client.listTools(undefined, { signal, cacheMode: 'refresh' });
    listing.catch(() => {
      this.#tools = undefined;
    });
    const { tools } = await listing;
    if (tools.length <= MAX_TOOLS) return tools;
    log.warn(
      `${server.name} lists ${String(tools.length)} tools; only the first ${String(MAX_TOOLS)} are offered.`,
    );
    return tools.slice(0, MAX_TOOLS);
  }

  async #connect(approach: Approach, limit: AbortSignal): Promise<void> {
    const { server, signal, onClose } = this.#options;
    const { prior } = approach;
    const client = this.#createClient(approach);
    const either = AbortSignal.any([signal, limit]);
    const connecting = client.connect(this.#link.transport, {
      signal: either,
      ...(prior !== undefined && { prior }),
    });
    try {
      // The SDK does not heed the signal everywhere it waits.
      await abortable(connecting, either);
      this.#client = client;
      this.#era = eraOf(client);
      if (this.isModern) acceptUntypedResults(this.#link.transport);
      if (prior?.kind === 'modern') await abortable(this.#confirmModern(client), either);
      if (server.known === undefined) await abortable(this.#recognize(client, approach), either);
    } catch (error) {
      this.#client = undefined;
      this.#era = undefined;
      this.#tools = undefined;
      await this.#link.end(connecting, 0);
      throw limit.aborted ? startedTooLong(server, START_MILLISECONDS, error) : error;
    }
    this.#declaresTools = !approach.plainSampling;
    tellMessages(this.#link.transport, this.#options.onHeard);
    client.onclose = onClose;
  }

  async #recognize(client: Client, approach: Approach): Promise<void> {
    const tools = await this.tools().catch((error: unknown) => {
      if (error instanceof SdkError && error.code === SdkErrorCode.ConnectionClosed) throw error;
      return undefined;
    });
    await recognize({ client, approach, tools }, this.#options);
  }

  #createClient(approach: Approach): Client {
    const { server, log, onStray } = this.#options;
    const client = new Client(
      { name: 'mcp-summarize', title: 'MCP Summarize', version: VERSION },
      clientOptions(approach, () => {
        log.info(`${server.name} has changed its tools.`);
        this.#tools = undefined;
      }),
    );
    // The SDK's own sampling handler validates requests first, and would answer a malformed one before we can
    // log it or tell the user.
    client.fallbackRequestHandler = async (request, { mcpReq }) =>
      await answerServerRequest(
        request,
        { serverName: server.name, openCalls: this.openCalls, onStray, log },
        mcpReq.signal,
      );
    client.setNotificationHandler('notifications/message', ({ params }) => {
      log.info(describeServerLog(server.name, params));
    });
    client.onerror = (error) => {
      this.#onError(error);
    };
    return client;
  }

  /** Reports what the SDK drops or cannot read, because someone may be waiting for it. */
  #onError(error: Error): void {
    const { server, log, onStray } = this.#options;
    const dropped = /^Dropped inbound request '([^']*)'/.exec(error.message)?.[1];
    if (dropped !== undefined) {
      log.warn(
        `${server.name} requested ${oneLine(dropped, 60)} outside of a result; the request was refused.`,
      );
      const isKnown = dropped === 'sampling/createMessage' && this.openCalls.find(undefined)?.onDropped?.();
      if (dropped === 'sampling/createMessage' && isKnown !== true) onStray();
    } else if (error instanceof StrayMessage) {
      const trouble = `${server.name} ${clauseOf(error.fault)}; open requests may go unanswered.`;
      log.warn(trouble);
      for (const listener of this.#troubleListeners) listener(trouble);
    } else if (error instanceof InvalidTools) {
      const { length } = error.names;
      log.warn(
        `${server.name} lists ${String(length)} invalid tool${length === 1 ? ', which is' : 's, which are'} ` +
          `left out: ${listNames(error.names.map((name) => ({ name })))}.`,
      );
    } else if (error instanceof TooLargeLog) {
      log.warn(`${server.name} sent a log message that is too large; it was left out.`);
    } else if (error instanceof TooLargeMessage) {
      this.#sentTooMuch = true;
    } else log.debug(`${server.name}: ${oneLine(error.name, 60)}.`);
  }

  /**
   * Checks that a remembered server is still the same, in place of probing its era in a separate process, and does
   * the rest of what the SDK's handshake would have done.
   */
  async #confirmModern(client: Client): Promise<void> {
    const { signal, log, server } = this.#options;
    await client.discover({ signal });
    await this.tools();
    if (client.getServerCapabilities()?.tools?.listChanged !== true) return;
    try {
      await client.listen({ toolsListChanged: true }, { signal });
    } catch (error) {
      log.debug(`${server.name} does not report tool changes: ${oneLine(String(error))}.`);
    }
  }
}

function createLink({ server, onServerWords }: SessionOptions, early?: ServerProcess): ServerLink {
  return server.kind === 'http' ? new HttpLink(server) : new StdioLink(server, onServerWords, early);
}
