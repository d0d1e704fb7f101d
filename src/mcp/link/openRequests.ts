import { parseJSONRPCMessage, type JSONRPCMessage } from '@modelcontextprotocol/client';
import * as z from 'zod';
import { faultyAnswer, StrayMessage, TooLargeLog, type AnswerFault } from './answerFaults.js';
import { withReadableTools } from './readableTools.js';

/**
 * How deeply a message may be nested. Later readers (zod, `JSON.stringify`) recurse per level, and a stack overflow
 * there would leave the request open forever.
 */
const MAX_DEPTH = 256;
/** The longest log notification that is read, in UTF-16 code units: only its beginning would be shown. */
const MAX_LOG_LENGTH = 1024 * 1024;
/** The beginning of one, as it is written by those that do not put its parameters first. */
const LOG_BEGINNING = /^\s*\{[^{}[\]]{0,200}"method"\s{0,9}:\s{0,9}"notifications\/message"/;
/** The maximum size of a server's list of tools in bytes, all pages together. */
const MAX_LIST_BYTES = 16 * 1024 * 1024;

type Id = number | string;

interface Sent {
  readonly id: Id;
  readonly method: string;
}

/** The outcome of reading what a server has sent. */
export interface Reading {
  /** What the SDK gets, with unreadable responses replaced by errors. */
  readonly messages: readonly JSONRPCMessage[];
  /** Whether that is exactly what the server has sent. */
  readonly asSent: boolean;
  /** What else is to be told: messages that answer no request, and may leave one unanswered; what was left out. */
  readonly troubles: readonly Error[];
}

/** The same for one message. */
interface ReadOne {
  readonly message?: JSONRPCMessage;
  readonly asSent?: true;
  readonly trouble?: Error | undefined;
}

/**
 * The requests that a server has yet to answer. Every message from the server passes through here on its way to the
 * SDK, which would drop an unreadable response along with the id of the request that waits for it.
 */
export class OpenRequests {
  readonly #open = new Map<string, Sent>();
  readonly #ended = new Set<string>();
  /** The server's sampling requests, with the request in whose stream each one came, over HTTP. */
  readonly #samplings = new Map<string, Id | undefined>();
  /** Bytes read so far of a list of tools, page by page. */
  #listed = 0;

  /** Records what is sent. */
  sent(message: JSONRPCMessage): void {
    if (!('method' in message)) return;
    if ('id' in message) {
      this.#open.set(String(message.id), { id: message.id, method: message.method });
      if (message.method === 'tools/list' && message.params?.cursor === undefined) this.#listed = 0;
    } else if (message.method === 'notifications/cancelled') {
      const id = message.params?.requestId;
      if (typeof id === 'number' || typeof id === 'string') this.end(id);
    }
  }

  /**
   * Ends a request.
   *
   * @returns whether it was open
   */
  end(id: Id): boolean {
    this.#ended.add(String(id));
    return this.#open.delete(String(id));
  }

  /**
   * The request that waits for what we are about to send, if that is an answer to a sampling request: the one in whose
   * stream it came, or the only open one.
   */
  waitingFor(message: JSONRPCMessage): Id | undefined {
    const key = 'method' in message ? undefined : String(message.id);
    if (key === undefined || !this.#samplings.has(key)) return undefined;
    const streamOf = this.#samplings.get(key);
    this.#samplings.delete(key);
    return streamOf ?? this.#onlyOne();
  }

  /**
   * Reads what a server has sent.
   *
   * @param text JSON
   * @param streamOf the request whose own stream or body it came in, over HTTP
   */
  read(text: string, streamOf?: Id): Reading {
    if (text.length > MAX_LOG_LENGTH && LOG_BEGINNING.test(text.slice(0, 300)))
      return { messages: [], asSent: false, troubles: [new TooLargeLog()] };
    const read = [parsed(text)].flat().map((one) => this.#readOne(one, text.length, streamOf));
    return {
      messages: read.flatMap(({ message }) => (message === undefined ? [] : [message])),
      asSent: read.every(({ asSent }) => asSent === true),
      troubles: read.flatMap(({ trouble }) => trouble ?? []),
    };
  }

  #readOne(value: unknown, size: number, streamOf: Id | undefined): ReadOne {
    const answer = answering.safeParse(value);
    // A response to an unknown id can only be meant for the stream's own request, or for the only open one.
    const meant = streamOf ?? (answer.success ? this.#onlyOne() : undefined);
    const named = answer.success && this.#open.has(String(answer.data.id)) ? answer.data.id : undefined;
    const waiting = named ?? meant;
    if (isDeeperThan(value, MAX_DEPTH)) return this.#fail(waiting, 'tooDeep');
    const isError = answer.success && (answer.data.id ?? undefined) === undefined && 'error' in answer.data;
    const whole = isError && waiting !== undefined ? { ...answer.data, id: waiting } : value;
    let message: JSONRPCMessage;
    try {
      message = parseJSONRPCMessage(whole);
    } catch {
      // An unreadable request from the server does not affect ours.
      return this.#fail(answer.success || streamOf !== undefined ? waiting : undefined, 'unreadable');
    }
    if ('method' in message) {
      if ('id' in message && message.method === 'sampling/createMessage')
        this.#samplings.set(String(message.id), streamOf);
      return { message, asSent: true };
    }
    const { id } = message;
    const sent = id === undefined ? undefined : this.#open.get(String(id));
    if (sent === undefined) {
      // It comes late, or twice.
      if (this.#ended.has(String(id))) return {};
      return this.#fail(waiting, 'otherRequest');
    }
    if (sent.method === 'tools/list') {
      this.#listed += size;
      if (this.#listed > MAX_LIST_BYTES) return this.#fail(sent.id, 'tooManyTools');
      this.end(sent.id);
      const { message: list, invalid } = withReadableTools(message);
      return { message: list, trouble: invalid };
    }
    this.end(sent.id);
    return whole === value ? { message, asSent: true } : { message };
  }

  /** The open request, if there is only one; subscriptions, which stay open, do not count. */
  #onlyOne(): Id | undefined {
    const [only, ...others] = [...this.#open.values()].filter(
      ({ method }) => method !== 'subscriptions/listen',
    );
    return others.length === 0 ? only?.id : undefined;
  }

  #fail(id: Id | undefined, fault: AnswerFault): ReadOne {
    if (id !== undefined && this.end(id)) return { message: faultyAnswer(id, fault) };
    return { trouble: new StrayMessage(fault) };
  }
}

/** Something meant as a response, well-formed or not. */
const answering = z
  .looseObject({
    jsonrpc: z.unknown(),
    id: z.union([z.number(), z.string()]).nullish().catch(undefined),
    method: z.undefined().optional(),
  })
  .refine((value) => 'jsonrpc' in value);

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** Copies nothing, because a message may have millions of values; it recurses no deeper than the limit. */
function isDeeperThan(value: unknown, limit: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (limit < 0) return true;
  const inner: readonly unknown[] = Array.isArray(value) ? value : Object.values(value);
  return inner.some((one) => isDeeperThan(one, limit - 1));
}
