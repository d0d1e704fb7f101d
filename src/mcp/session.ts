import {
  Client,
  isJSONRPCResultResponse,
  ProtocolError,
  SdkError,
  SdkErrorCode,
  SdkHttpError,
  type PriorDiscovery,
  type Tool,
  type Transport,
} from '@modelcontextprotocol/client';
import { oneLine } from '../errors.js';
import type { Logger } from '../logger.js';
import { VERSION } from '../version.js';
import type { EraMemory } from './eraMemory.js';
import { HttpLink, STREAM_ENDED } from './httpLink.js';
import type { ServerDefinition } from './serverDefinition.js';
import type { ServerLink } from './serverLink.js';
import { StdioLink } from './stdioLink.js';

/** How long a server may take to say which protocol era it speaks; one that says nothing speaks the older. */
const PROBE_MILLISECONDS = 10_000;

/** Answers what a server of the older era asks (`sampling/createMessage`), or throws a `ProtocolError`. */
export type AnswerRequest = (
  method: string,
  params: Readonly<Record<string, unknown>> | undefined,
  signal: AbortSignal,
) => Promise<Record<string, unknown>>;

export interface SessionOptions {
  readonly server: ServerDefinition;
  readonly log: Logger;
  readonly eras: EraMemory;
  readonly onServerWords: (line: string) => void;
  readonly answerRequest: AnswerRequest;
  /** The session has ended, by itself or on our word. */
  readonly onClose: () => void;
  /** Ends what is still starting. */
  readonly signal: AbortSignal;
}

/** One server, started and spoken to: from the handshake to the end of the connection. */
export class ServerSession {
  readonly #options: SessionOptions;
  #link: ServerLink;
  #client: Client | undefined;
  #tools: Promise<readonly Tool[]> | undefined;

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
    return this.client.getProtocolEra() === 'modern';
  }

  /** Connects, in the era that the server is remembered to speak, or else in the one that it says it does. */
  async start(): Promise<this> {
    const { server, log, eras, signal } = this.#options;
    const prior = eras.recall(server);
    const started = performance.now();
    try {
      await this.#connect(prior);
    } catch (error) {
      if (prior === undefined || server.known !== undefined || signal.aborted || !mayBeOtherEra(error))
        throw error;
      log.info(`${server.name} no longer speaks the protocol era that it did, so it is asked anew.`);
      await eras.forget(server);
      this.#link = createLink(this.#options);
      await this.#connect(undefined);
    }
    const milliseconds = Math.round(performance.now() - started);
    const how =
      prior === undefined
        ? 'protocol era asked for'
        : server.known === undefined
          ? 'protocol era remembered'
          : 'protocol era known';
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
    if (this.client.getServerCapabilities()?.tools === undefined) return [];
    const listing = this.client.listTools(undefined, { signal: this.#options.signal, cacheMode: 'refresh' });
    listing.catch(() => {
      this.#tools = undefined;
    });
    return (await listing).tools;
  }

  async #connect(prior: PriorDiscovery | undefined): Promise<void> {
    const { server, eras, signal, onClose } = this.#options;
    const client = this.#createClient();
    try {
      await client.connect(this.#link.transport, { signal, ...(prior !== undefined && { prior }) });
      this.#client = client;
      if (prior?.kind === 'modern') await this.#confirmModern(client);
    } catch (error) {
      this.#client = undefined;
      await this.#link.end(undefined, 0);
      throw error;
    }
    if (this.isModern) acceptUntypedResults(this.#link.transport);
    client.onclose = onClose;
    if (prior === undefined) await eras.remember(server, priorOf(client));
  }

  #createClient(): Client {
    const { server, log, answerRequest } = this.#options;
    const client = new Client(
      { name: 'mcp-summarize', title: 'MCP Summarize', version: VERSION },
      {
        capabilities: { sampling: { tools: {} } },
        versionNegotiation: { mode: 'auto', probe: { timeoutMs: PROBE_MILLISECONDS } },
        // The rounds are ours, see inputRequired.ts.
        inputRequired: { autoFulfill: false },
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
    client.fallbackRequestHandler = async ({ method, params }, { mcpReq }) =>
      await answerRequest(method, params, mcpReq.signal);
    client.onerror = (error) => {
      // The end of a stream behind its answer, see httpLink.ts.
      if (error.message.includes(STREAM_ENDED)) return;
      log.debug(`${server.name}: ${oneLine(error.name, 60)}.`);
    };
    return client;
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
  if (error instanceof ProtocolError) return true;
  if (error instanceof SdkHttpError) return error.status !== 401 && error.status !== 403;
  if (error instanceof SdkError) return error.code !== SdkErrorCode.ConnectionClosed;
  return error instanceof Error && /protocol version/i.test(error.message);
}

function describe(client: Client): string {
  const { name, version } = client.getServerVersion() ?? { name: 'a server without a name', version: '' };
  const protocol = client.getNegotiatedProtocolVersion() ?? 'unknown';
  return `${oneLine(`${name} ${version}`, 80)}, protocol ${protocol}`;
}
