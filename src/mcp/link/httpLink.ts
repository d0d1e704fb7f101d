import { setTimeout as delay } from 'node:timers/promises';
import {
  isJSONRPCRequest,
  StreamableHTTPClientTransport,
  type RequestId,
} from '@modelcontextprotocol/client';
import type { HttpServer } from '../serverDefinition.js';
import { faultyAnswer, TooLargeMessage, type AnswerFault } from './answerFaults.js';
import { HttpBodies } from './httpBodies.js';
import { OpenRequests } from './openRequests.js';
import type { ServerLink } from './serverLink.js';

/** How long a server may take to go on after it refused an answer that it asked for, in milliseconds. */
const REFUSED_MILLISECONDS = 1000;

/**
 * The SDK's transport, which by itself leaves a request open forever if its stream was cut off and cannot be resumed,
 * or if it was accepted (202) and never answered, or answered with an invalid message, or if the server refuses the
 * answer to a sampling request. Here it gets an error.
 */
class AnsweringTransport extends StreamableHTTPClientTransport {
  readonly #requests: OpenRequests;
  readonly #bodies: HttpBodies;
  readonly #closed = new AbortController();

  constructor({ url, headers }: HttpServer) {
    const requests = new OpenRequests();
    const bodies = new HttpBodies(requests);
    super(new URL(url), {
      redirectPolicy: 'same-origin',
      fetch: bodies.fetch,
      ...(headers !== undefined && { requestInit: { headers: { ...headers } } }),
    });
    this.#requests = requests;
    this.#bodies = bodies;
    bodies.onerror = (error) => {
      this.onerror?.(error);
      // It belongs to no request and would come again: the SDK reopens such a stream whenever it ends.
      if (error instanceof TooLargeMessage) void this.close();
    };
  }

  override async send(
    ...[message, options]: Parameters<StreamableHTTPClientTransport['send']>
  ): Promise<void> {
    for (const one of [message].flat()) this.#requests.sent(one);
    if (Array.isArray(message) || !isJSONRPCRequest(message)) {
      const waiting = [message].flat().flatMap((one) => this.#requests.waitingFor(one) ?? []);
      try {
        await super.send(message, options);
      } catch (error) {
        for (const id of waiting) void this.#failLater(id);
        throw error;
      }
      return;
    }
    const { id } = message;
    options?.requestSignal?.addEventListener('abort', () => this.#requests.end(id), { once: true });
    const exchange = { id, streams: false };
    try {
      await this.#bodies.exchange.run(exchange, () =>
        super.send(message, {
          ...options,
          onRequestStreamEnd: () => {
            options?.onRequestStreamEnd?.();
            this.#fail(id, 'streamEnded');
          },
        }),
      );
    } catch (error) {
      this.#requests.end(id);
      throw error;
    }
    if (!exchange.streams) this.#fail(id, 'noAnswer');
  }

  override async close(): Promise<void> {
    this.#closed.abort();
    await super.close();
  }

  /** Our answer to the server was refused: ends the request that waits for it, unless the server goes on without. */
  async #failLater(id: RequestId): Promise<void> {
    const { signal } = this.#closed;
    await delay(REFUSED_MILLISECONDS, undefined, { signal, ref: false }).catch(() => undefined);
    if (!signal.aborted) this.#fail(id, 'answerRefused');
  }

  /** Ends a request with an error, unless it has been answered. */
  #fail(id: RequestId, fault: AnswerFault): void {
    if (this.#requests.end(id)) this.onmessage?.(faultyAnswer(id, fault));
  }
}

/**
 * The link to a server over HTTP (MCP basic/transports, Streamable HTTP). Redirects are followed only within the
 * server's origin, so that secret headers go nowhere else.
 */
export class HttpLink implements ServerLink {
  readonly transport: StreamableHTTPClientTransport;
  readonly pid = undefined;

  constructor(server: HttpServer) {
    this.transport = new AnsweringTransport(server);
  }

  /** Ends the server's session, if there is one, and every open request. */
  async end(connecting: Promise<unknown> | undefined, patience: number): Promise<void> {
    const terminated = this.transport.terminateSession().catch(() => undefined);
    await Promise.race([terminated, delay(patience, undefined, { ref: false })]);
    await this.transport.close();
    await Promise.allSettled([connecting]);
  }

  kill(): void {
    void this.transport.close();
  }
}
