import { cancelled } from './errors.js';

/**
 * Waits for `promise` until `signal` is aborted; the promise itself continues.
 *
 * @throws {SummarizeError} `cancelled`
 */
export async function abortable<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  if (signal.aborted) {
    // Nobody waits for it any longer, so a rejection must not go unhandled.
    promise.catch(() => undefined);
    throw cancelled(signal.reason);
  }
  let stop: () => void = () => undefined;
  const aborted = new Promise<never>((_, reject) => {
    stop = () => {
      reject(cancelled(signal.reason));
    };
    signal.addEventListener('abort', stop, { once: true });
  });
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
