import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

const RESULT = { content: [{ type: 'text', text: 'fine' }] };
/** More than a message may have. */
const BOMB = 80 * 1024 * 1024;
/** Not as well as possible, which takes seconds on a busy machine. */
const QUICKLY = { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } };

interface Asked {
  readonly id?: number;
  readonly method?: string;
  readonly params?: { readonly protocolVersion?: string };
}

type Answer = (response: ServerResponse, id: number) => void;

const message = (id: unknown, more: object): string => JSON.stringify({ jsonrpc: '2.0', id, ...more });

function asJson(response: ServerResponse, body: string, status = 200): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(body);
}

/** Begins a stream of events, which is left open. */
function asEvents(response: ServerResponse, ...events: readonly string[]): void {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  for (const event of events) response.write(event);
}

function endlessly(response: ServerResponse, piece: Uint8Array | string): void {
  const more = (): void => {
    while (!response.destroyed && response.write(piece));
    response.once('drain', more);
  };
  more();
}

function bomb(response: ServerResponse, encoding: string, compress: (body: Buffer) => Buffer): void {
  const body = Buffer.concat([Buffer.from('{"jsonrpc":"'), Buffer.alloc(BOMB, 'x')]);
  response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': encoding });
  response.end(compress(body));
}

/** How a call can be answered, by the name that a test gives. */
const HOSTILE_ANSWERS = {
  plain: (response, id) => {
    asJson(response, message(id, { result: RESULT }));
  },
  // As the specification allows it: a long stream of many events, which may itself be without an end.
  longStream: (response, id) => {
    asEvents(response, ': hello\n\n');
    const note = message(undefined, {
      method: 'notifications/message',
      params: { level: 'info', data: 'x'.repeat(1_000_000) },
    });
    for (let count = 0; count < 100; count++) response.write(`event: message\r\ndata: ${note}\r\n\r\n`);
    response.write(`id: 7\ndata: ${message(id, { result: RESULT })}\n\n`);
  },
  endlessJson: (response) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    endlessly(response, ' '.repeat(65536));
  },
  endlessEvent: (response) => {
    asEvents(response, 'id: 1\ndata: \n\ndata: "');
    endlessly(response, 'x'.repeat(65536));
  },
  endlessError: (response) => {
    response.writeHead(500, { 'content-type': 'text/plain' });
    endlessly(response, 'x'.repeat(65536));
  },
  slowError: (response) => {
    response.writeHead(500, { 'content-type': 'text/plain' }).write('x');
  },
  gzipBomb: (response) => {
    bomb(response, 'gzip', gzipSync);
  },
  brotliBomb: (response) => {
    bomb(response, 'br', (body) => brotliCompressSync(body, QUICKLY));
  },
  noJson: (response) => {
    asJson(response, '<html>');
  },
  accepted: (response) => {
    response.writeHead(202).end();
  },
  nothing: (response) => {
    asJson(response, '[]');
  },
  otherId: (response) => {
    asJson(response, message(4711, { result: RESULT }));
  },
  otherIdInStream: (response) => {
    asEvents(response, `data: ${message(4711, { result: RESULT })}\n\n`);
  },
  // As a server does that passes on what Zod said.
  issues: (response, id) => {
    const issues = [
      { code: 'invalid_type', expected: 'string', path: ['list', 0], message: 'Required' },
      { code: 'custom', path: [], message: 'Too much' },
    ];
    const said = `Invalid arguments for tool: ${JSON.stringify(issues, undefined, 2)}`;
    asJson(response, message(id, { error: { code: -32602, message: said } }));
  },
  nullResult: (response, id) => {
    asJson(response, message(id, { result: null }));
  },
  nullInStream: (response, id) => {
    asEvents(response, `data: ${message(id, { result: null })}\n\n`);
  },
  bothInStream: (response, id) => {
    asEvents(response, `data: ${message(id, { result: RESULT, error: { code: 1, message: 'x' } })}\n\n`);
  },
  noJsonInStream: (response) => {
    asEvents(response, 'data: {"jsonrpc"\n\n');
  },
  deepInStream: (response, id) => {
    const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
    asEvents(
      response,
      `data: {"jsonrpc":"2.0","id":${String(id)},"result":{"content":[],"structuredContent":{"a":${deep}}}}\n\n`,
    );
  },
  // Asks for a sample and waits for it.
  samples: (response) => {
    const messages = [{ role: 'user', content: { type: 'text', text: 'x' } }];
    const params = { messages, maxTokens: 5 };
    asEvents(response, `data: ${message('sample', { method: 'sampling/createMessage', params })}\n\n`);
  },
  endedStream: (response) => {
    asEvents(response);
    response.end();
  },
} satisfies Record<string, Answer>;

export type HostileAnswer = keyof typeof HOSTILE_ANSWERS;

/** A Streamable HTTP server of the older era whose one tool answers as it is told. */
export class HostileHttp {
  answer: HostileAnswer = 'plain';
  /** Whether the list of its tools is what has no end. */
  endlessTools = false;
  /** Whether its answers at the start are none of the protocol. */
  nonsense = false;
  /** The status with which it receives our answers to its requests. */
  received = 202;
  /** How many responses are still being written. */
  open = 0;
  readonly #server = createServer((request, response) => {
    this.open++;
    response.on('close', () => this.open--);
    void this.#handle(request, response);
  });

  async start(): Promise<this> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return this;
  }

  get url(): string {
    return `http://127.0.0.1:${String((this.#server.address() as AddressInfo).port)}/mcp`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.method !== 'POST') {
      response.writeHead(405).end();
      return;
    }
    const { id, method, params } = (await json(request)) as Asked;
    if (id === undefined) response.writeHead(202).end();
    else if (method === undefined) response.writeHead(this.received).end();
    else if (this.nonsense) asJson(response, message(id, { result: { tools: 'none' } }));
    else if (method === 'initialize') {
      const serverInfo = { name: 'hostile', version: '1.0.0' };
      const result = { protocolVersion: params?.protocolVersion, capabilities: { tools: {} }, serverInfo };
      asJson(response, message(id, { result }));
    } else if (method === 'tools/list') {
      if (this.endlessTools) HOSTILE_ANSWERS.endlessJson(response);
      else
        asJson(
          response,
          message(id, { result: { tools: [{ name: 'tool', inputSchema: { type: 'object' } }] } }),
        );
    } else if (method === 'tools/call') HOSTILE_ANSWERS[this.answer](response, id);
    else asJson(response, message(id, { error: { code: -32601, message: 'Method not found' } }));
  }
}
