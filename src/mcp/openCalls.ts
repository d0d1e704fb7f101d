import type { SamplingResult } from '../sampling/handler.js';
import { SamplingRefusal, USER_REJECTED } from '../sampling/request.js';

/** Answers the sampling requests of one tool call. */
export type AnswerSampling = (params: unknown, signal: AbortSignal) => Promise<SamplingResult>;

interface OpenCall {
  readonly answer: AnswerSampling;
  readonly signal: AbortSignal;
}

/**
 * The tool calls of a connection that are under way. A sampling request belongs to one of them or is
 * refused: nothing samples behind a person's back.
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
   * Answers a sampling request for the call it belongs to: the one whose id the server repeats, or the
   * only one there is. The end of that call ends the sampling, even when the server forgets to.
   *
   * @throws {SamplingRefusal} if there is no such call
   */
  async answer(callId: unknown, params: unknown, requestSignal: AbortSignal): Promise<SamplingResult> {
    const call = this.#find(callId);
    return await call.answer(params, AbortSignal.any([requestSignal, call.signal]));
  }

  #find(callId: unknown): OpenCall {
    const named = typeof callId === 'string' ? this.#calls.get(callId) : undefined;
    if (named !== undefined) return named;
    const [only, ...others] = this.#calls.values();
    if (callId === undefined && only !== undefined && others.length === 0) return only;
    throw new SamplingRefusal(
      USER_REJECTED,
      'The client answers sampling requests only as part of a tool call that it has open.',
    );
  }
}
