import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { now } from '../../fixtures/benchClients/orders.js';

/** One request: when its headers had arrived, and its body. */
export interface Arrival {
  readonly path: string;
  readonly headersAt: number;
  bodyAt: number;
}

/** A Messages API on loopback that answers at once, and notes when it was asked for what. */
export class TimedEndpoint {
  readonly #arrivals: Arrival[] = [];
  readonly #server = createServer((request, response) => {
    this.#handle(request, response).catch(() => response.destroy());
  });

  async start(): Promise<this> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return this;
  }

  get url(): string {
    const { port } = this.#server.address() as AddressInfo;
    return `http://127.0.0.1:${String(port)}`;
  }

  /** Takes what has arrived since it was last asked. */
  take(): readonly Arrival[] {
    return this.#arrivals.splice(0);
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const arrival = { path: request.url ?? '', headersAt: now(), bodyAt: Infinity };
    this.#arrivals.push(arrival);
    const body = await text(request);
    arrival.bodyAt = now();
    const model = /^\/v1\/models\/([^/?]+)/.exec(arrival.path)?.[1];
    if (isMessage(arrival)) stream(response, body.length);
    else if (arrival.path.startsWith('/v1/messages/count_tokens'))
      tell(response, { input_tokens: tokensOf(body.length) });
    else if (model !== undefined) tell(response, modelNamed(model));
    else tell(response, { data: [modelNamed('claude-haiku-5-5')], has_more: false });
  }
}

/** Whether it is the request that a summary consists of. */
export function isMessage({ path }: Arrival): boolean {
  return /^\/v1\/messages(\?|$)/.test(path);
}

function tokensOf(length: number): number {
  return Math.ceil(length / 4);
}

/** So large that every text of the bench is one part. */
function modelNamed(id: string): object {
  return { id, type: 'model', display_name: id, max_input_tokens: 1_000_000, max_tokens: 64_000 };
}

function tell(response: ServerResponse, answer: object): void {
  response.writeHead(200, { 'content-type': 'application/json' });
  response.end(JSON.stringify(answer));
}

function stream(response: ServerResponse, length: number): void {
  const send = (type: string, data: object): void => {
    response.write(`event: ${type}\ndata: ${JSON.stringify({ type, ...data })}\n\n`);
  };
  response.writeHead(200, { 'content-type': 'text/event-stream', 'request-id': 'req_bench' });
  send('message_start', {
    message: {
      id: 'msg_1',
      type: 'message',
      role: 'assistant',
      model: 'instant',
      content: [],
      stop_reason: null,
      stop_sequence: null,
      usage: { input_tokens: tokensOf(length), output_tokens: 1 },
    },
  });
  send('content_block_start', { index: 0, content_block: { type: 'text', text: '' } });
  send('content_block_delta', { index: 0, delta: { type: 'text_delta', text: 'A short summary.' } });
  send('content_block_stop', { index: 0 });
  send('message_delta', {
    delta: { stop_reason: 'end_turn', stop_sequence: null },
    usage: { output_tokens: 5 },
  });
  send('message_stop', {});
  response.end();
}
