import { cancelled } from './errors.js';

/**
 * Waits for `promise` no longer than until `signal` is aborted; the promise itself goes on.
 *
 * @throws {SummarizeError} `cancelled`
 */
export async function abortable<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  if (signal.aborted) {
    // Nobody waits for it any more, whatever becomes of it.
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
