import {
  Client,
  isJSONRPCResultResponse,
  SdkError,
  SdkErrorCode,
  SdkHttpError,
  type PriorDiscovery,
  type Tool,
  type Transport,
} from '@modelcontextprotocol/client';
import { oneLine } from '../../common/errors.js';
import type { Logger } from '../../common/logger.js';
import { VERSION } from '../../common/version.js';
import { clauseOf, StrayMessage, TooLargeMessage } from './answerFaults.js';
import type { EraMemory } from './eraMemory.js';
import { abortable } from '../../common/abortable.js';
import { HttpLink } from './httpLink.js';
import { OpenCalls } from './openCalls.js';
import type { ServerDefinition } from '../serverDefinition.js';
import type { ServerLink } from './serverLink.js';
import { startedTooLong } from './serverErrors.js';
import { describeServerLog } from './serverLog.js';
import { answerServerRequest } from './serverRequests.js';
import { StdioLink } from './stdioLink.js';
import { unchecked } from './toolCall.js';

/** How long a server may take to say which protocol era it speaks; one that says nothing speaks the older. */
const PROBE_MILLISECONDS = 10_000;
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
  readonly onServerWords: (line: string) => void;
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
  #sentTooMuch = false;
  /** Kept here, since the SDK forgets it with the connection. */
  #isModern = false;

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

  /** Whether sampling requests come inside of results (2026-07-28), rather than by themselves. */
  get isModern(): boolean {
    return this.#isModern;
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

  /** Ends the server when nobody uses it any more. */
  async retire(): Promise<void> {
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

  /** Connects, in the era that the server is remembered to speak, or else in the one that it says it does. */
  async start(): Promise<this> {
    const { server, log, eras, signal } = this.#options;
    const prior = eras.recall(server);
    const started = performance.now();
    const limit = AbortSignal.timeout(START_MILLISECONDS);
    const remembered = server.known === undefined ? 'protocol era remembered' : 'protocol era known';
    let how = prior === undefined ? 'protocol era asked for' : remembered;
    try {
      await this.#connect(prior, limit);
    } catch (error) {
      if (prior === undefined || server.known !== undefined || signal.aborted || !mayBeOtherEra(error))
        throw error;
      log.info(`${server.name} did not start in the protocol era that it spoke before, so it is asked anew.`);
      await eras.forget(server).catch(() => undefined);
      how = 'protocol era asked for anew';
      this.#link = createLink(this.#options);
      await this.#connect(undefined, limit);
    }
    const milliseconds = Math.round(performance.now() - started);
    log.info(`${server.name} started in ${String(milliseconds)} ms: ${describe(this.client)}, ${how}.`);
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

  async #connect(prior: PriorDiscovery | undefined, limit: AbortSignal): Promise<void> {
    const { server, signal, onClose } = this.#options;
    const client = this.#createClient();
    const either = AbortSignal.any([signal, limit]);
    const connecting = client.connect(this.#link.transport, {
      signal: either,
      ...(prior !== undefined && { prior }),
    });
    try {
      // Not all that the SDK waits for heeds the signal.
      await abortable(connecting, either);
      this.#client = client;
      if (prior?.kind === 'modern') await abortable(this.#confirmModern(client), either);
    } catch (error) {
      this.#client = undefined;
      await this.#link.end(connecting, 0);
      throw limit.aborted ? startedTooLong(server, START_MILLISECONDS, error) : error;
    }
    this.#isModern = client.getProtocolEra() === 'modern';
    if (this.#isModern) acceptUntypedResults(this.#link.transport);
    client.onclose = onClose;
    if (prior === undefined) await this.#remember(client);
  }

  /** A memory that fails costs a probe, nothing else. */
  async #remember(client: Client): Promise<void> {
    const { server, eras, log } = this.#options;
    await eras.remember(server, priorOf(client)).catch((error: unknown) => {
      log.warn(`The protocol era of ${server.name} could not be kept: ${oneLine(String(error))}.`);
    });
  }

  #createClient(): Client {
    const { server, log, onStray } = this.#options;
    const client = new Client(
      { name: 'mcp-summarize', title: 'MCP Summarize', version: VERSION },
      {
        capabilities: { sampling: { tools: {} } },
        versionNegotiation: { mode: 'auto', probe: { timeoutMs: PROBE_MILLISECONDS } },
        // The rounds are ours, see inputRequired.ts.
        inputRequired: { autoFulfill: false },
        jsonSchemaValidator: unchecked,
        listChanged: {
          tools: {
            autoRefresh: false,
            debounceMs: 0,
            onChanged: () => {
              log.info(`${server.name} has changed its tools.`);
              this.#tools = undefined;
            },
          },
        },
      },
    );
    // The SDK's own handler for sampling requests checks them first, and answers a malformed one before
    // we could log it or tell the person.
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
      if (dropped === 'sampling/createMessage') onStray();
    } else if (error instanceof StrayMessage) {
      const trouble = `${server.name} ${clauseOf(error.fault)}, and may not answer what is open.`;
      log.warn(trouble);
      for (const listener of this.#troubleListeners) listener(trouble);
    } else if (error instanceof TooLargeMessage) {
      this.#sentTooMuch = true;
    } else log.debug(`${server.name}: ${oneLine(error.name, 60)}.`);
  }

  /**
   * A remembered server is not asked which era it speaks, so its first answer has to show it. What the
   * SDK's handshake does beside that is made up for.
   */
  async #confirmModern(client: Client): Promise<void> {
    const { signal, log, server } = this.#options;
    await this.tools();
    if (client.getServerCapabilities()?.tools?.listChanged !== true) return;
    try {
      await client.listen({ toolsListChanged: true }, { signal });
    } catch (error) {
      log.debug(`${server.name} tells no changes of its tools: ${oneLine(String(error))}.`);
    }
  }
}

/** A result without a type is a complete one (MCP 2026-07-28, basic, "ResultType"); the SDK refuses it. */
function acceptUntypedResults(transport: Transport): void {
  const deliver = transport.onmessage;
  transport.onmessage = (message, extra) => {
    const isUntyped = isJSONRPCResultResponse(message) && message.result.resultType === undefined;
    deliver?.(
      isUntyped ? { ...message, result: { ...message.result, resultType: 'complete' } } : message,
      extra,
    );
  };
}

function createLink({ server, onServerWords }: SessionOptions): ServerLink {
  return server.kind === 'http' ? new HttpLink(server) : new StdioLink(server, onServerWords);
}

function priorOf(client: Client): PriorDiscovery {
  const discover = client.getDiscoverResult();
  return client.getProtocolEra() === 'modern' && discover !== undefined
    ? { kind: 'modern', discover }
    : { kind: 'legacy' };
}

/** Whether a server that was spoken to in one era may only have been asked in the wrong one. */
function mayBeOtherEra(error: unknown): boolean {
  return !(error instanceof SdkHttpError && (error.status === 401 || error.status === 403));
}

function describe(client: Client): string {
  const { name, version } = client.getServerVersion() ?? { name: 'a server without a name', version: '' };
  const protocol = client.getNegotiatedProtocolVersion() ?? 'unknown';
  return `${oneLine(`${name} ${version}`, 80)}, protocol ${protocol}`;
}
