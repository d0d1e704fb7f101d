import type { ModelAnswer, ModelRequest } from '../models/model.js';
import type { AskedRequest } from '../sampling/gate.js';

/** A server as policies know it. */
export interface PolicedServer {
  /** What a user calls it. */
  readonly name: string;
  /** Its name in the setting `policies`. */
  readonly setting: string;
  /** The same for the same name with the same command or address. */
  readonly identity: string;
}

/** A sampling request that the user is asked about. */
export interface Question extends AskedRequest {
  readonly server: PolicedServer;
  readonly tool: string;
}

/**
 * What a user can say. `allow` and `deny` hold for the tool call, `session`, `always` and `never` for
 * the server; `closed` is a question that was closed without an answer, which is a no.
 */
export type Decision = 'allow' | 'session' | 'always' | 'review' | 'deny' | 'closed' | 'never';

/** What a user let through, and whether they had it before them. */
export interface Reviewed<T> {
  readonly value: T;
  readonly isRead: boolean;
}

/** The human in the loop (MCP client/sampling, "User Interaction Model"). All of it ends with its signal. */
export interface User {
  /** Asks whether a server may ask the model; what holds for the server is kept when it returns. */
  decide(question: Question, signal: AbortSignal): Promise<Decision>;
  /** Lets the user read and edit a request. @returns undefined for a no */
  reviewPrompt(question: Question, signal: AbortSignal): Promise<Reviewed<ModelRequest> | undefined>;
  /** Lets the user read and edit an answer. @returns undefined for a no */
  reviewAnswer(
    question: Question,
    answer: ModelAnswer,
    signal: AbortSignal,
  ): Promise<Reviewed<ModelAnswer> | undefined>;
}

/** Where nobody can be asked, the answer is no. */
export const NOBODY: User = {
  decide: () => Promise.resolve('deny'),
  reviewPrompt: () => Promise.resolve(undefined),
  reviewAnswer: () => Promise.resolve(undefined),
};
