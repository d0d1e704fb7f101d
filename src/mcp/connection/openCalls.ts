import type { SamplingResult } from '../../sampling/handler.js';

/** Answers the sampling requests of one tool call. */
export type AnswerSampling = (params: unknown, signal: AbortSignal) => Promise<SamplingResult>;

export interface OpenCall {
  readonly answer: AnswerSampling;
  /** Aborted at the end of the call, even if the server forgets to cancel its sampling. */
  readonly signal: AbortSignal;
  /** The server sent a sampling request in the newer era, which has none. Returns whether this call handles it. */
  readonly onDropped?: () => boolean;
  /** The server requested a feature that this client does not support, see `featureOf`. */
  readonly onUnoffered?: (feature: string) => void;
}

/**
 * A connection's open tool calls. A sampling request that belongs to none of them is refused, so that nothing
 * samples behind the user's back.
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
   * The call that a sampling request belongs to: the one whose id the server repeats, or the only open one.
   */
  find(callId: unknown): OpenCall | undefined {
    if (callId !== undefined) return typeof callId === 'string' ? this.#calls.get(callId) : undefined;
    const [only, ...others] = this.#calls.values();
    return others.length === 0 ? only : undefined;
  }
}
