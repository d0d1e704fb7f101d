/** The end of a line: LF, CR. */
const LF = 10;
const CR = 13;

/** What happens to a body that exceeds its limit: an error for its reader, or a cut. */
export type Excess = (() => Error) | 'cut';

/**
 * Passes at most `limit` bytes. After `fetch` the bytes are counted decompressed, so a compression bomb gets no extra
 * room; exceeding the limit cancels the connection.
 *
 * @param milliseconds how long the body may take before it is cut
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

/** How a stream of events is handled. */
export interface EventHandling {
  /** The most bytes per event; the stream as a whole may be endless. */
  readonly limit: number;
  /** Gets each event with the blank line after it; returns its replacement. */
  readonly each?: (event: Uint8Array) => Uint8Array;
  /** What ends a stream whose event exceeds the limit: an error, or one last event. */
  readonly excess: () => Error | Uint8Array;
}

/**
 * Passes on a `text/event-stream` event by event (HTML, "Server-sent events"), each as one chunk: a parser that gets a
 * long event in pieces would rescan everything with each piece.
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
        // The second half of a CRLF.
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

/** The media type of a response, without its parameters; undefined if it names none. */
export function mediaType({ headers }: Response): string | undefined {
  return headers.get('content-type')?.split(';')[0]?.trim().toLowerCase();
}

/** The same response with a different body. */
export function withBody(response: Response, body: ReadableStream<Uint8Array> | string): Response {
  const { status, statusText, headers } = response;
  return new Response(body, { status, statusText, headers });
}
