import { createHash } from 'node:crypto';
import type { Answer } from './sampler.js';

/** How much is kept, in UTF-16 code units of answers. */
const MAX_KEPT = 4_000_000;

/** Answers of an unknown model are not kept: another one may answer next time. */
export const NO_CACHE = { get: () => undefined, set: () => undefined };

/** The answers for parts of texts, by their content, as long as the server runs; those used longest ago make room. */
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

/** A key for what an answer depends on. */
export function keyOf(...parts: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url');
}
