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
