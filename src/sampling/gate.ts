import type { Model, ModelAnswer, ModelChoice, ModelRequest, TokenUsage } from '../models/model.js';
import type { SamplingRequest } from './request.js';

/** A sampling request that a model could answer, once approved. */
export interface AskedRequest {
  readonly sampling: SamplingRequest;
  readonly model: Model;
  readonly choice: ModelChoice;
}

/** What approved a request. */
export type PassedBy = 'policy' | 'you' | 'review';

/** A sampling request that has passed the gate. */
export interface Admission {
  /** The request as approved for the model. */
  readonly request: ModelRequest;
  readonly by: PassedBy;
  readonly edited: boolean;
  /** Ends the request's claim on the limits. Call it once, without usage if there was no answer. */
  settle(usage: TokenUsage | undefined): void;
  /**
   * The answer as approved for the server.
   *
   * @throws {SamplingRefusal}
   */
  deliver(
    answer: ModelAnswer,
    onWaiting: (why: string) => void,
    signal: AbortSignal,
  ): Promise<{ readonly answer: ModelAnswer; readonly edited: boolean }>;
}

/** Stands between the sampling requests of one tool call and the model: the user's policy, and the user. */
export interface SamplingGate {
  /** Whether requests pass without a prompt or a review. */
  readonly passesUnasked: boolean;
  /** The maximum number of rounds of input per call (MCP 2026-07-28, basic/patterns/mrtr). */
  readonly maxRounds: number;
  /**
   * Refuses early what would be refused in any case, before a model is chosen and the user asked.
   *
   * @throws {SamplingRefusal}
   */
  check(sampling: SamplingRequest): void;
  /**
   * Waits until the request is approved, however long that takes.
   *
   * @param onWaiting gets the reason for waiting, as a sentence
   * @throws {SamplingRefusal}
   */
  admit(asked: AskedRequest, onWaiting: (why: string) => void, signal: AbortSignal): Promise<Admission>;
}
