import { abortable } from '../common/abortable.js';
import type { Decision, PolicedServer, Question } from './user.js';

/** The waiting questions of one server, which the user answers together. */
export interface Batch {
  readonly server: PolicedServer;
  readonly questions: readonly Question[];
}

/**
 * The sampling requests that wait for the user's decision. A burst is one batch and one decision; batches of
 * different servers come one after another.
 */
export class Approvals {
  readonly #waiting = new Map<Question, (decision: Decision) => void>();
  readonly #listeners = new Set<() => void>();

  /** The questions of the server that asked first. */
  get batch(): Batch | undefined {
    const questions = [...this.#waiting.keys()];
    const [first] = questions;
    if (first === undefined) return undefined;
    const { identity } = first.server;
    return {
      server: first.server,
      questions: questions.filter(({ server }) => server.identity === identity),
    };
  }

  /**
   * Waits for the user's decision on a question.
   *
   * @param signal removes the question from its batch
   * @throws {SummarizeError} `cancelled`
   */
  async ask(question: Question, signal: AbortSignal): Promise<Decision> {
    const decision = new Promise<Decision>((resolve) => {
      this.#waiting.set(question, resolve);
    });
    this.#tell();
    try {
      return await abortable(decision, signal);
    } finally {
      if (this.#waiting.delete(question)) this.#tell();
    }
  }

  /** Answers those questions that are still waiting. */
  decide(questions: readonly Question[], decision: Decision): void {
    for (const question of questions) {
      this.#waiting.get(question)?.(decision);
      this.#waiting.delete(question);
    }
    this.#tell();
  }

  /** @returns a function that removes the listener */
  onDidChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}
