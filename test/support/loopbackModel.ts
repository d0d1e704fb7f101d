import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';

/** One request that reached the loopback server. */
export interface SeenRequest {
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: MessagesBody;
  /** When the client ended the connection before the answer was whole, in `performance.now()` time. */
  closedAt: number | undefined;
}

export interface MessagesBody {
  readonly model: string;
  readonly max_tokens: number;
  readonly system?: string;
  readonly stream?: boolean;
  readonly stop_sequences?: readonly string[];
  readonly metadata?: object;
  readonly tools?: readonly { readonly name: string; readonly input_schema: object }[];
  readonly tool_choice?: { readonly type: string };
  readonly messages: readonly {
    readonly role: string;
    readonly content: readonly {
      readonly [key: string]: unknown;
      readonly type: string;
      readonly text: string;
    }[];
  }[];
}

/** What the loopback model does with a request. */
export interface Script {
  /** Answers with this status and error type instead of a stream. */
  readonly status?: number;
  readonly errorType?: string;
  readonly errorMessage?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** The answer's pieces, one text delta each. */
  readonly pieces?: readonly string[];
  /** Tools that the model wants to be used, behind its text. */
  readonly toolUses?: readonly { readonly id: string; readonly name: string; readonly input: object }[];
  /** Milliseconds before each piece. */
  readonly pause?: number;
  readonly stopReason?: string;
  readonly stopSequence?: string;
  /** Breaks off after the pieces: `socket` drops the connection, `end` ends the body, `event` sends an error event. */
  readonly cut?: 'socket' | 'end' | 'event';
  /** Leaves the connection open after a whole message. */
  readonly lingers?: boolean;
  /** Figures of the prompt cache, and whatever else stands beside the input's and the output's. */
  readonly usage?: object;
  /** Whether the model's name and the token counts are told; `left out`: not even that there are such. */
  readonly figures?: boolean | 'left out';
  /** What a stream says that it is. */
  readonly contentType?: string;
  /** Sends the pieces, then nothing more, and keeps the connection open. */
  readonly hang?: boolean;
  /** Answers without an end: with the status by an error, else by one event behind the pieces. */
  readonly endless?: boolean;
}

/** A model as Anthropic's list has it. */
export const HAIKU = {
  id: 'claude-haiku-5-5',
  type: 'model',
  display_name: 'Claude Haiku 5.5',
  max_input_tokens: 200_000,
  max_tokens: 64_000,
  lifecycle: 'active',
  retires_at: null,
};

/** What an overloaded model answers, for which nobody has to wait. */
export const OVERLOADED: Script = {
  status: 529,
  errorType: 'overloaded_error',
  headers: { 'retry-after': '0' },
};

/** A loopback HTTP server that speaks the Messages API's event stream, and its faults. */
export class LoopbackModel {
  readonly requests: SeenRequest[] = [];
  /** Chooses the script for each request; the second argument counts the requests from 0. */
  script: (body: MessagesBody, index: number) => Script = () => ({ pieces: ['A short ', 'summary.'] });
  /** How many tokens its models take in; without it, it does not know its models, as a local one may not. */
  inputLimit: number | undefined;
  /** The models that were asked for by name. */
  readonly described: string[] = [];
  /** The models that it lists, as the Models API does, or an endpoint of another kind; without any it lists none. */
  models: readonly object[] | undefined;
  /** How many tokens a request has; without it, it does not count them, as a local one may not. */
  countTokens: ((body: MessagesBody) => number) | undefined;
  /** Whether the list of its models has no end. */
  endlessModels = false;
  /** Which of what is asked beside messages is refused, and with which status. */
  refuses: number | undefined;
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

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  reset(): void {
    this.requests.length = 0;
    this.described.length = 0;
    this.inputLimit = undefined;
    this.models = undefined;
    this.countTokens = undefined;
    this.refuses = undefined;
    this.endlessModels = false;
    this.script = () => ({ pieces: ['A short ', 'summary.'] });
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const model = /^\/v1\/models\/([^/?]+)/.exec(request.url ?? '')?.[1];
    if (request.method === 'GET' && model !== undefined) {
      this.described.push(model);
      this.#describeModel(model, response);
      return;
    }
    if (request.method === 'GET' && /^\/v1\/models(\?|$)/.test(request.url ?? '')) {
      if (this.endlessModels) {
        response.writeHead(200, { 'content-type': 'application/json' });
        writeEndlessly(response);
        return;
      }
      this.#tell(response, this.models && { data: this.models, has_more: false });
      return;
    }
    const body = (await json(request)) as MessagesBody;
    if (request.url?.startsWith('/v1/messages/count_tokens') === true) {
      this.#tell(response, this.countTokens && { input_tokens: this.countTokens(body) });
      return;
    }
    const seen: SeenRequest = {
      path: request.url ?? '',
      headers: request.headers,
      body,
      closedAt: undefined,
    };
    const index = this.requests.push(seen) - 1;
    response.on('close', () => {
      if (!response.writableFinished) seen.closedAt = performance.now();
    });
    const script = this.script(body, index);
    if (script.status !== undefined) fail(response, script, script.status);
    else await stream(response, script, body);
  }

  /** Fails where it is told to; elsewhere it answers as before. */
  failWhere(fails: (body: MessagesBody) => boolean, failure: Script): void {
    const answering = this.script;
    this.script = (body, index) => (fails(body) ? failure : answering(body, index));
  }

  #describeModel(id: string, response: ServerResponse): void {
    const listed = this.models?.find((model) => 'id' in model && model.id === id);
    const limit = this.inputLimit === undefined ? undefined : { id, max_input_tokens: this.inputLimit };
    this.#tell(response, listed ?? limit);
  }

  /** What is asked beside messages, or that there is no such thing. */
  #tell(response: ServerResponse, found: object | undefined): void {
    if (this.refuses !== undefined || found === undefined) {
      fail(response, { errorType: 'not_found_error' }, this.refuses ?? 404);
      return;
    }
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(found));
  }
}

/** Writes until nobody reads any more. */
function writeEndlessly(response: ServerResponse): void {
  const piece = 'x'.repeat(65536);
  const more = (): void => {
    while (!response.destroyed && response.write(piece));
    response.once('drain', more);
  };
  more();
}

function fail(response: ServerResponse, script: Script, status: number): void {
  response.writeHead(status, {
    'content-type': 'application/json',
    'request-id': 'req_loopback',
    ...script.headers,
  });
  if (script.endless === true) {
    writeEndlessly(response);
    return;
  }
  const error = { type: script.errorType ?? 'api_error', message: script.errorMessage ?? 'scripted' };
  response.end(JSON.stringify({ type: 'error', error }));
}

/** A long prompt has about as many tokens as it should; a short one always as many. */
function inputTokens(body: MessagesBody): number {
  const estimated = Math.ceil(JSON.stringify(body.messages).length / 4);
  return estimated < 1500 ? 25 : estimated;
}

async function stream(response: ServerResponse, script: Script, body: MessagesBody): Promise<void> {
  const { model } = body;
  const { pieces = [], toolUses = [], pause = 0, cut, hang = false, figures = true } = script;
  const { stopReason = toolUses.length > 0 ? 'tool_use' : 'end_turn' } = script;
  const send = (type: string, data: object): void => {
    response.write(`event: ${type}\ndata: ${JSON.stringify({ type, ...data })}\n\n`);
  };
  const { contentType = 'text/event-stream' } = script;
  response.writeHead(200, { 'content-type': contentType, 'request-id': 'req_loopback' });
  const message = { id: 'msg_1', type: 'message', role: 'assistant', model, content: [], stop_reason: null };
  send('message_start', {
    message:
      figures === true
        ? {
            ...message,
            stop_sequence: null,
            usage: { input_tokens: inputTokens(body), output_tokens: 1, ...script.usage },
          }
        : { ...message, model: null, stop_sequence: null, ...(figures === false && { usage: {} }) },
  });
  send('content_block_start', { index: 0, content_block: { type: 'text', text: '' } });
  for (const text of pieces) {
    if (pause > 0) await delay(pause);
    if (response.destroyed) return;
    send('content_block_delta', { index: 0, delta: { type: 'text_delta', text } });
  }
  if (hang) return;
  if (script.endless === true) {
    response.write('data: ');
    writeEndlessly(response);
    return;
  }
  if (cut === 'event') {
    const { errorType = 'overloaded_error', errorMessage = 'scripted' } = script;
    send('error', { error: { type: errorType, message: errorMessage } });
    response.end();
  } else if (cut === 'end') response.end();
  else if (cut === 'socket') setTimeout(() => response.destroy(), 20);
  else {
    send('content_block_stop', { index: 0 });
    toolUses.forEach(({ id, name, input }, at) => {
      const index = at + 1;
      send('content_block_start', { index, content_block: { type: 'tool_use', id, name, input: {} } });
      // In pieces, as the real thing sends it.
      for (const part of JSON.stringify(input).split(/(?<=,)/)) {
        send('content_block_delta', { index, delta: { type: 'input_json_delta', partial_json: part } });
      }
      send('content_block_stop', { index });
    });
    send('message_delta', {
      delta: { stop_reason: stopReason, stop_sequence: script.stopSequence ?? null },
      ...(figures !== 'left out' && { usage: figures ? { output_tokens: pieces.length } : {} }),
    });
    send('message_stop', {});
    if (script.lingers !== true) response.end();
  }
}
