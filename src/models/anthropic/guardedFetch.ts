import { SummarizeError } from '../../common/errors.js';
import { limitedBytes, mediaType, wholeEvents, withBody } from '../../common/limitedBody.js';
import { withUsage } from './eventUsage.js';

const MAX_SAME_ORIGIN_REDIRECTS = 5;

const MIB = 1024 * 1024;
/** The maximum size in bytes of a response that is not a stream (a list of models), and of one event. */
const MAX_BODY_BYTES = 16 * MIB;
/** How much of an error's body is read, in bytes, and for how long, in milliseconds: one sentence is shown. */
const MAX_ERROR_BYTES = 256 * 1024;
const ERROR_MILLISECONDS = 5000;

type Fetch = (input: string | URL | Request, init?: RequestInit) => Promise<Response>;

export interface GuardedFetchOptions {
  /** The only origin that may be contacted. */
  readonly origin: string;
  /** All headers of a request: the SDK's own describe the machine and can come from its environment. */
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * A `fetch` for the Messages API that contacts only one origin and sends only our headers. A redirect within the origin
 * is followed if it keeps method and body (307, 308); any other is returned as it is, so that neither key nor text
 * follows it.
 */
export function guardedFetch({ origin, headers }: GuardedFetchOptions): Fetch {
  return async (input, init = {}) => {
    let url = new URL(input instanceof Request ? input.url : input);
    for (let hop = 0; ; hop++) {
      if (url.origin !== origin) {
        throw new SummarizeError(
          'redirectRefused',
          `Blocked a request to ${url.origin}; only ${origin} is allowed.`,
        );
      }
      const response = await fetch(url, { ...init, headers, redirect: 'manual' });
      const next = sameOriginRedirect(response, url);
      if (next === undefined || hop >= MAX_SAME_ORIGIN_REDIRECTS) {
        const streams = url.pathname.endsWith('/messages');
        if (streams) assertEventStream(response, url.host);
        return limited(response, url.host, streams);
      }
      await response.body?.cancel();
      url = next;
    }
  };
}

/** The response with a bounded body, whatever the endpoint sends. */
function limited(response: Response, host: string, streams: boolean): Response {
  const { body, ok } = response;
  if (body === null) return response;
  if (!ok)
    return withBody(response, body.pipeThrough(limitedBytes(MAX_ERROR_BYTES, 'cut', ERROR_MILLISECONDS)));
  const excess = (): SummarizeError =>
    new SummarizeError(
      'modelUnreachable',
      `${host} sent more than ${String(MAX_BODY_BYTES / MIB)} MiB at once, ` +
        'unlike the Messages API; check the base URL.',
    );
  return withBody(
    response,
    body.pipeThrough(
      streams
        ? wholeEvents({ limit: MAX_BODY_BYTES, each: withUsage, excess })
        : limitedBytes(MAX_BODY_BYTES, excess),
    ),
  );
}

/** A page with status 200 (such as a proxy's) would otherwise look like a stream that was cut off. */
function assertEventStream(response: Response, host: string): void {
  const type = mediaType(response) ?? 'text/event-stream';
  if (!response.ok || type === 'text/event-stream') return;
  void response.body?.cancel();
  throw new SummarizeError(
    'modelUnreachable',
    `${host} did not respond like the Messages API (no event stream); check the base URL.`,
  );
}

function sameOriginRedirect(response: Response, from: URL): URL | undefined {
  const location = response.headers.get('location');
  if ((response.status !== 307 && response.status !== 308) || location === null) return undefined;
  if (!URL.canParse(location, from.href)) return undefined;
  const target = new URL(location, from);
  return target.origin === from.origin ? target : undefined;
}
