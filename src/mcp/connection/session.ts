import { Client, SdkError, SdkErrorCode, type Tool } from '@modelcontextprotocol/client';
import { oneLine } from '../../common/errors.js';
import type { Logger } from '../../common/logger.js';
import { VERSION } from '../../common/version.js';
import { clauseOf, StrayMessage, TooLargeMessage } from '../link/answerFaults.js';
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
import { acceptUntypedResults } from '../link/untypedResults.js';
import { describeServer, eraOf, recognize } from '../era/recognize.js';
import { HttpLink } from '../link/httpLink.js';
import { OpenCalls } from './openCalls.js';
import type { ServerDefinition } from '../serverDefinition.js';
import type { ServerLink } from '../link/serverLink.js';
import { startedTooLong } from './serverErrors.js';
import { describeServerLog } from './serverLog.js';
import { answerServerRequest } from './serverRequests.js';
import { tellMessages } from './silence.js';
import { StdioLink } from '../link/stdioLink.js';

/** How long it may take from the start of a server to the end of its handshake. */
const START_MILLISECONDS = 120_000;
/** Nobody chooses from a longer list. */
const MAX_TOOLS = 2000;
/** How long a server may take to end by itself that nobody uses any more. */
const RETIRE_MILLISECONDS = 2000;

export interface SessionOptions {
  readonly server: ServerDefinition;
  readonly log: Logger;
  readonly eras: EraMemory;
  /** The era to start in; without one, what is set, remembered or found out. */
  readonly wanted?: WantedEra | undefined;
  readonly onServerWords: (line: string) => void;
  /** The server has sent something. */
  readonly onHeard: () => void;
  /** A sampling request was refused that belongs to no call. */
  readonly onStray: () => void;
  /** The session has ended, by itself or on our word. */
  readonly onClose: () => void;
  /** Ends what is still starting. */
  readonly signal: AbortSignal;
}

/** One server, started and spoken to: from the handshake to the end of the connection. */
export class ServerSession {
  /** The calls that its sampling requests can belong to. */
  readonly openCalls = new OpenCalls();
  readonly #options: SessionOptions;
  #link: ServerLink;
  #client: Client | undefined;
  #tools: Promise<readonly Tool[]> | undefined;
  readonly #troubleListeners = new Set<(trouble: string) => void>();
  /** How many use it now, and what waits until nobody does. */
  #uses = 0;
  #unused: (() => void) | undefined;
  #retired: Promise<void> | undefined;
  #sentTooMuch = false;
  /** Kept here, since the SDK forgets it with the connection. */
  #era: Era | undefined;
  #declaresTools = true;

  constructor(options: SessionOptions) {
    this.#options = options;
    this.#link = createLink(options);
  }

  get link(): ServerLink {
    return this.#link;
  }

  /** The SDK's client; only a session that has started has one. */
  get client(): Client {
    if (this.#client === undefined) throw new SdkError(SdkErrorCode.NotConnected, 'Not connected');
    return this.#client;
  }

  /** The era that is spoken, as soon as it is known. */
  get era(): Era | undefined {
    return this.#era ?? this.#options.wanted?.era;
  }

  /** Whether sampling requests come inside of results (2026-07-28), rather than by themselves. */
  get isModern(): boolean {
    return this.#era === 'modern';
  }

  /** Whether the server was told that its sampling requests may have tools. */
  get declaresTools(): boolean {
    return this.#declaresTools;
  }

  /** Whether the server ended the connection by a message larger than the limit. */
  get sentTooMuch(): boolean {
    return this.#sentTooMuch;
  }

  /** Work that keeps the session from being ended by `retire`. */
  async use<T>(work: (session: ServerSession) => Promise<T>): Promise<T> {
    this.#uses++;
    try {
      return await work(this);
    } finally {
      this.#uses--;
      if (this.#uses === 0) this.#unused?.();
    }
  }

  /** Ends the server when nobody uses it any more. Called again, it is the same end. */
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
   * Tells what may keep a call from ever being answered, as sentences.
   *
   * @returns ends it
   */
  onTrouble(listener: (trouble: string) => void): () => void {
    this.#troubleListeners.add(listener);
    return () => this.#troubleListeners.delete(listener);
  }

  /**
   * Connects, in the era that is set, wanted or remembered, or else in the one that the server says it
   * speaks; and where that fails in another way, as long as there is one.
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
        log.info(
          `${server.name} did not start as it was asked to, so it is asked again: ${describeApproach(next)}.`,
        );
        if (next.why === 'asked for anew') await eras.forget(server).catch(() => undefined);
        this.#link = createLink(this.#options);
        approach = next;
      }
    }
    const milliseconds = Math.round(performance.now() - begun);
    log.info(
      `${server.name} started in ${String(milliseconds)} ms: ${describeServer(this.client)}, ${describeApproach(approach)}.`,
    );
    log.warn(
      `${server.name} may sample. MCP has deprecated sampling since 2026-07-28; it keeps working until at least July 2027.`,
    );
    return this;
  }

  /**
   * The server's tools, all pages (MCP server/tools, `tools/list`); asked again after the server has
   * said that they changed.
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
      `${server.name} lists ${String(tools.length)} tools; the first ${String(MAX_TOOLS)} are offered.`,
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
      // Not all that the SDK waits for heeds the signal.
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
    // The SDK's own handler for sampling requests checks them first, and answers a malformed one before
    // we could log it or tell the user.
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

  /** What the SDK drops, or does not understand, is told: someone may be waiting for it. */
  #onError(error: Error): void {
    const { server, log, onStray } = this.#options;
    const dropped = /^Dropped inbound request '([^']*)'/.exec(error.message)?.[1];
    if (dropped !== undefined) {
      log.warn(`${server.name} asked for ${oneLine(dropped, 60)} outside of a result, so it was refused.`);
      const isKnown = dropped === 'sampling/createMessage' && this.openCalls.find(undefined)?.onDropped?.();
      if (dropped === 'sampling/createMessage' && isKnown !== true) onStray();
    } else if (error instanceof StrayMessage) {
      const trouble = `${server.name} ${clauseOf(error.fault)}, and may not answer what is open.`;
      log.warn(trouble);
      for (const listener of this.#troubleListeners) listener(trouble);
    } else if (error instanceof TooLargeMessage) {
      this.#sentTooMuch = true;
    } else log.debug(`${server.name}: ${oneLine(error.name, 60)}.`);
  }

  /**
   * A remembered server is not asked in a process of its own which era it speaks, but whether it still
   * is the same. What the SDK's handshake does beside that is made up for.
   */
  async #confirmModern(client: Client): Promise<void> {
    const { signal, log, server } = this.#options;
    await client.discover({ signal });
    await this.tools();
    if (client.getServerCapabilities()?.tools?.listChanged !== true) return;
    try {
      await client.listen({ toolsListChanged: true }, { signal });
    } catch (error) {
      log.debug(`${server.name} tells no changes of its tools: ${oneLine(String(error))}.`);
    }
  }
}

function createLink({ server, onServerWords }: SessionOptions): ServerLink {
  return server.kind === 'http' ? new HttpLink(server) : new StdioLink(server, onServerWords);
}
