import { AsyncLocalStorage } from 'node:async_hooks';
import type { JSONRPCMessage, RequestId } from '@modelcontextprotocol/client';
import { limitedBytes, mediaType, wholeEvents, withBody } from '../../common/limitedBody.js';
import { MAX_MESSAGE_BYTES } from '../../common/limits.js';
import { faultyAnswer, TooLargeMessage } from './answerFaults.js';
import type { OpenRequests } from './openRequests.js';

/** How much of an error's body is read, in bytes, and for how long, in milliseconds: it only explains a status. */
const MAX_ERROR_BYTES = 256 * 1024;
const ERROR_MILLISECONDS = 5000;

/** An open request and what became of it. */
export interface Exchange {
  readonly id: RequestId;
  /** Whether the response is an event stream. */
  streams: boolean;
}

/**
 * The bodies of a server's HTTP responses on their way to the SDK: their size is limited, and `OpenRequests` checks
 * each message.
 */
export class HttpBodies {
  /** The request that a `fetch` belongs to, even when the SDK resumes its stream later. */
  readonly exchange = new AsyncLocalStorage<Exchange>();
  onerror: (error: Error) => void = () => undefined;
  readonly #requests: OpenRequests;

  constructor(requests: OpenRequests) {
    this.#requests = requests;
  }

  readonly fetch = async (url: string | URL, init?: RequestInit): Promise<Response> => {
    const response = await fetch(url, init);
    const { body } = response;
    if (body === null) return response;
    const exchange = this.exchange.getStore();
    const type = mediaType(response);
    if (!response.ok || response.status === 202) return withBody(response, body.pipeThrough(asError()));
    if (type === 'text/event-stream') {
      if (exchange !== undefined) exchange.streams = true;
      return withBody(response, body.pipeThrough(this.#events(exchange)));
    }
    if (type !== 'application/json' || exchange === undefined) {
      return withBody(response, body.pipeThrough(asError()));
    }
    return withBody(response, await this.#json(body, exchange));
  };

  async #json(body: ReadableStream<Uint8Array>, { id }: Exchange): Promise<string> {
    let text: string;
    try {
      text = await new Response(
        body.pipeThrough(limitedBytes(MAX_MESSAGE_BYTES, () => new TooLargeMessage())),
      ).text();
    } catch (error) {
      if (!(error instanceof TooLargeMessage)) throw error;
      this.#requests.end(id);
      return JSON.stringify(faultyAnswer(id, 'tooMuch'));
    }
    const checked = this.#checked(text, id);
    return checked === undefined ? text : JSON.stringify(checked);
  }

  #events(exchange: Exchange | undefined): TransformStream<Uint8Array, Uint8Array> {
    const { id } = exchange ?? {};
    return wholeEvents({
      limit: MAX_MESSAGE_BYTES,
      each: (event) => {
        const lines = Buffer.from(event)
          .toString('utf8')
          .split(/\r\n|\r|\n/);
        const data = dataOf(lines);
        const checked = data === undefined ? undefined : this.#checked(data, id);
        return checked === undefined ? event : eventsWith(checked, lines);
      },
      excess: () => {
        const error = new TooLargeMessage();
        if (id === undefined || !this.#requests.end(id)) {
          this.onerror(error);
          return error;
        }
        return eventsWith([faultyAnswer(id, 'tooMuch')]);
      },
    });
  }

  /** What replaces a server's message; undefined if it can stay as it is. */
  #checked(text: string, id: RequestId | undefined): readonly JSONRPCMessage[] | undefined {
    const { messages, asSent, troubles } = this.#requests.read(text, id);
    for (const trouble of troubles) this.onerror(trouble);
    return asSent ? undefined : messages;
  }
}

function asError(): TransformStream<Uint8Array, Uint8Array> {
  return limitedBytes(MAX_ERROR_BYTES, 'cut', ERROR_MILLISECONDS);
}

const DATA = /^data(?::|$)/;

/** The message in an event; undefined if there is none. */
function dataOf(lines: readonly string[]): string | undefined {
  const type = lines
    .findLast((line) => line.startsWith('event:'))
    ?.slice('event:'.length)
    .trim();
  if (type !== undefined && type !== '' && type !== 'message') return undefined;
  const data = lines.flatMap((line) =>
    DATA.test(line) ? [line.slice('data:'.length).replace(/^ /, '')] : [],
  );
  return data.length === 0 || data.every((line) => line === '') ? undefined : data.join('\n');
}

/** One event per message, with the other fields of the event that they replace. */
function eventsWith(messages: readonly JSONRPCMessage[], lines: readonly string[] = []): Uint8Array {
  const others = lines.filter((line) => line !== '' && !DATA.test(line));
  const events =
    messages.length === 0 ? [others] : messages.map((one) => [...others, `data: ${JSON.stringify(one)}`]);
  return Buffer.from(events.map((event) => `${event.join('\n')}\n\n`).join(''));
}
