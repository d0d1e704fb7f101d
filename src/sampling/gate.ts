import type { Model, ModelAnswer, ModelChoice, ModelRequest, TokenUsage } from '../models/model.js';
import type { SamplingRequest } from './request.js';

/** A sampling request that a model could answer, if it may. */
export interface AskedRequest {
  readonly sampling: SamplingRequest;
  readonly model: Model;
  readonly choice: ModelChoice;
}

/** What let a request through. */
export type PassedBy = 'policy' | 'you' | 'review';

/** A sampling request on its way through the gate. */
export interface Admission {
  /** The request as the user lets it go to the model. */
  readonly request: ModelRequest;
  readonly by: PassedBy;
  readonly edited: boolean;
  /** Ends the request's claim on the limits; to be called once, without usage where there was no answer. */
  settle(usage: TokenUsage | undefined): void;
  /**
   * The answer as the user lets it go to the server.
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
  /** Whether the user lets requests through without being asked, and without reading them. */
  readonly passesUnasked: boolean;
  /** How often the server may come back for input within the call (MCP 2026-07-28, basic/patterns/mrtr). */
  readonly maxRounds: number;
  /**
   * Refuses what would be refused in any case, before a model is looked for and anybody is asked.
   *
   * @throws {SamplingRefusal}
   */
  check(sampling: SamplingRequest): void;
  /**
   * Lets a request through when it may, however long that takes.
   *
   * @param onWaiting gets what is waited for, as a sentence
   * @throws {SamplingRefusal}
   */
  admit(asked: AskedRequest, onWaiting: (why: string) => void, signal: AbortSignal): Promise<Admission>;
}
