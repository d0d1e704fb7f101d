import { SummarizeError } from '../errors.js';

const MAX_SAME_ORIGIN_REDIRECTS = 5;

type Fetch = (input: string | URL | Request, init?: RequestInit) => Promise<Response>;

export interface GuardedFetchOptions {
  /** The only origin that is ever asked. */
  readonly origin: string;
  /** The request's headers, all of them: the SDK's own tell about the machine and can come from its environment. */
  readonly headers: Readonly<Record<string, string>>;
  /** Called before the SDK's second and further attempts, with the attempt's number (1 is the first retry). */
  readonly onRetry: (retry: number) => void;
}

/**
 * A `fetch` for the Messages API that sends to one origin only, and no headers but ours. A redirect within the origin is followed if it keeps method and body (307, 308); any other
 * is handed back as it is, so that neither key nor text follows it.
 */
export function guardedFetch({ origin, headers, onRetry }: GuardedFetchOptions): Fetch {
  return async (input, init = {}) => {
    let url = new URL(input instanceof Request ? input.url : input);
    const retry = Number(new Headers(init.headers).get('x-stainless-retry-count') ?? 0);
    if (retry > 0) onRetry(retry);
    for (let hop = 0; ; hop++) {
      if (url.origin !== origin) {
        throw new SummarizeError('redirectRefused', `Only ${origin} may be asked, not ${url.origin}.`);
      }
      const response = await fetch(url, { ...init, headers, redirect: 'manual' });
      const next = sameOriginRedirect(response, url);
      if (next === undefined || hop >= MAX_SAME_ORIGIN_REDIRECTS) return response;
      await response.body?.cancel();
      url = next;
    }
  };
}

function sameOriginRedirect(response: Response, from: URL): URL | undefined {
  const location = response.headers.get('location');
  if ((response.status !== 307 && response.status !== 308) || location === null) return undefined;
  if (!URL.canParse(location, from.href)) return undefined;
  const target = new URL(location, from);
  return target.origin === from.origin ? target : undefined;
}
