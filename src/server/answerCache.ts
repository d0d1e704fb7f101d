import { createHash } from 'node:crypto';
import type { Answer } from './sampler.js';

/** The maximum total size of the answers, in UTF-16 code units. */
const MAX_KEPT = 4_000_000;

/** Answers from an unknown model are not cached: another model may answer next time. */
export const NO_CACHE = { get: () => undefined, set: () => undefined };

/** Caches answers for parts of texts by content while the server runs; the least recently used are evicted. */
export class AnswerCache {
  readonly #answers = new Map<string, Answer>();
  #size = 0;

  get(key: string): Answer | undefined {
    const answer = this.#answers.get(key);
    if (answer === undefined) return undefined;
    this.#answers.delete(key);
    this.#answers.set(key, answer);
    return answer;
  }

  set(key: string, answer: Answer): void {
    this.#size += answer.text.length - (this.#answers.get(key)?.text.length ?? 0);
    this.#answers.delete(key);
    this.#answers.set(key, answer);
    for (const [oldest, { text }] of this.#answers) {
      if (this.#size <= MAX_KEPT) return;
      this.#answers.delete(oldest);
      this.#size -= text.length;
    }
  }
}

/** A cache key for everything an answer depends on. Parts may be long, so they are not copied into one text. */
export function keyOf(...parts: readonly string[]): string {
  const hash = createHash('sha256');
  // With its length before it, no part can run into the next.
  for (const part of parts) hash.update(`${String(part.length)}:`).update(part);
  return hash.digest('base64url');
}
