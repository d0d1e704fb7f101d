import { oneLine } from './errors.js';
import type { Logger } from './logger.js';

/** A key-value store: VS Code's `Memento`, a file, or a `Map`. */
export interface Store {
  get(key: string): unknown;
  update(key: string, value: unknown): PromiseLike<void> | void;
}

/** A store that lasts as long as the program runs. */
export function mapStore(): Store {
  const map = new Map<string, unknown>();
  return { get: (key) => map.get(key), update: (key, value) => void map.set(key, value) };
}

/** A store whose failed updates are only logged, for values that nobody depends on. */
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
