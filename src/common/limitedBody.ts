/** The end of a line: LF, CR. */
const LF = 10;
const CR = 13;

/** What is made of a body that is longer than it may be: an error for its reader, or its end. */
export type Excess = (() => Error) | 'cut';

/**
 * Lets no more than `limit` bytes through. Behind `fetch` they are counted as they come out of the decompression, so a
 * compressed bomb has no more room than anything else; the connection is cancelled with the excess.
 *
 * @param milliseconds how long the body may take, after which it is cut as well
 */
export function limitedBytes(
  limit: number,
  excess: Excess,
  milliseconds?: number,
): TransformStream<Uint8Array, Uint8Array> {
  let left = limit;
  let timer: NodeJS.Timeout | undefined;
  return new TransformStream({
    start: (controller) => {
      if (milliseconds === undefined) return;
      timer = setTimeout(() => {
        controller.terminate();
      }, milliseconds);
    },
    transform: (chunk, controller) => {
      left -= chunk.length;
      if (left >= 0) {
        controller.enqueue(chunk);
        return;
      }
      clearTimeout(timer);
      if (excess !== 'cut') {
        controller.error(excess());
        return;
      }
      controller.enqueue(chunk.subarray(0, chunk.length + left));
      controller.terminate();
    },
    flush: () => {
      clearTimeout(timer);
    },
  });
}

/** What a stream of events does with them. */
export interface EventHandling {
  /** How many bytes one event may have; the stream as a whole may be endless. */
  readonly limit: number;
  /** An event as it came, with the blank line behind it; returns what is to take its place. */
  readonly each?: (event: Uint8Array) => Uint8Array;
  /** What a stream ends with whose event is longer than the limit: an error, or one last event. */
  readonly excess: () => Error | Uint8Array;
}

/**
 * Passes a `text/event-stream` on event by event (HTML, "Server-sent events"), each as one chunk: a parser that gets a
 * long event in pieces would search all that it has anew with each of them.
 */
export function wholeEvents({ limit, each, excess }: EventHandling): TransformStream<Uint8Array, Uint8Array> {
  let parts: Uint8Array[] = [];
  let size = 0;
  let lineIsEmpty = true;
  let endedByCr = false;

  const take = (part: Uint8Array): void => {
    parts.push(part);
    size += part.length;
  };
  const event = (): Uint8Array => {
    const whole = Buffer.concat(parts);
    parts = [];
    size = 0;
    return each === undefined ? whole : each(whole);
  };

  return new TransformStream({
    transform: (chunk, controller) => {
      let from = 0;
      for (let at = 0; at < chunk.length; at++) {
        const byte = chunk[at];
        if (byte !== LF && byte !== CR) {
          lineIsEmpty = false;
          endedByCr = false;
          continue;
        }
        // The second half of a line's end.
        if (byte === LF && endedByCr) {
          endedByCr = false;
          continue;
        }
        endedByCr = byte === CR;
        if (lineIsEmpty && size + at + 1 - from <= limit) {
          take(chunk.subarray(from, at + 1));
          controller.enqueue(event());
          from = at + 1;
        }
        lineIsEmpty = true;
      }
      take(chunk.subarray(from));
      if (size <= limit) return;
      parts = [];
      const last = excess();
      if (last instanceof Error) {
        controller.error(last);
        return;
      }
      controller.enqueue(last);
      controller.terminate();
    },
    flush: (controller) => {
      if (size > 0) controller.enqueue(event());
    },
  });
}

/** The same response with another body in its place. */
export function withBody(response: Response, body: ReadableStream<Uint8Array> | string): Response {
  const { status, statusText, headers } = response;
  return new Response(body, { status, statusText, headers });
}
