import type { SamplingResult } from '../../sampling/handler.js';

/** Answers the sampling requests of one tool call. */
export type AnswerSampling = (params: unknown, signal: AbortSignal) => Promise<SamplingResult>;

export interface OpenCall {
  readonly answer: AnswerSampling;
  /** Ends with the call, even when the server forgets to end the sampling inside of it. */
  readonly signal: AbortSignal;
  /** The server sent a sampling request in the newer era, which has none. Returns whether this call takes care of it. */
  readonly onDropped?: () => boolean;
  /** The server asked for a feature that this client does not offer, see `featureOf`. */
  readonly onUnoffered?: (feature: string) => void;
}

/**
 * The tool calls of a connection that are under way. A sampling request belongs to one of them or is
 * refused: nothing samples behind a user's back.
 */
export class OpenCalls {
  readonly #calls = new Map<string, OpenCall>();

  open(id: string, call: OpenCall): void {
    this.#calls.set(id, call);
  }

  close(id: string): void {
    this.#calls.delete(id);
  }

  /**
   * The call that a sampling request belongs to: the one whose id the server repeats, or the only one
   * there is.
   */
  find(callId: unknown): OpenCall | undefined {
    if (callId !== undefined) return typeof callId === 'string' ? this.#calls.get(callId) : undefined;
    const [only, ...others] = this.#calls.values();
    return others.length === 0 ? only : undefined;
  }
}
