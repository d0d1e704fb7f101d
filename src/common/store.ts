import { oneLine } from './errors.js';
import type { Logger } from './logger.js';

/** Where things are kept: VS Code's `Memento`, a file, or a `Map`. */
export interface Store {
  get(key: string): unknown;
  update(key: string, value: unknown): PromiseLike<void> | void;
}

/** Keeps things as long as the program runs. */
export function mapStore(): Store {
  const map = new Map<string, unknown>();
  return { get: (key) => map.get(key), update: (key, value) => void map.set(key, value) };
}

/** A store for what nobody waits for: where an update fails, the log says so, and nothing else happens. */
export function forgivingStore(store: Store, log: Pick<Logger, 'warn'>): Store {
  return {
    get: (key) => store.get(key),
    update: async (key, value) => {
      try {
        await store.update(key, value);
      } catch (error) {
        log.warn(`Could not save "${key}": ${oneLine(String(error))}.`);
      }
    },
  };
}
