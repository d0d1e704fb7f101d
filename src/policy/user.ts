import type { ModelAnswer, ModelRequest } from '../models/model.js';
import type { AskedRequest } from '../sampling/gate.js';

/** A server as policies know it. */
export interface PolicedServer {
  /** The name shown to the user. */
  readonly name: string;
  /** Its name in the setting `policies`. */
  readonly setting: string;
  /** Identifies the combination of name and command or address. */
  readonly identity: string;
}

/** A sampling request for the user to decide on. */
export interface Question extends AskedRequest {
  readonly server: PolicedServer;
  readonly tool: string;
}

/**
 * The user's decisions. `allow` and `deny` apply to the tool call; `session`, `always` and `never` to the
 * server; `closed` means that the prompt was closed, which denies.
 */
export type Decision = 'allow' | 'session' | 'always' | 'review' | 'deny' | 'closed' | 'never';

/** What the user approved, and whether they actually saw it. */
export interface Reviewed<T> {
  readonly value: T;
  readonly isRead: boolean;
}

/** The human in the loop (MCP client/sampling, "User Interaction Model"). The signal ends every prompt. */
export interface User {
  /** Asks whether a server may use the model; a decision for the server is saved before this returns. */
  decide(question: Question, signal: AbortSignal): Promise<Decision>;
  /** Lets the user read and edit a request. @returns undefined if denied */
  reviewPrompt(question: Question, signal: AbortSignal): Promise<Reviewed<ModelRequest> | undefined>;
  /** Lets the user read and edit an answer. @returns undefined if denied */
  reviewAnswer(
    question: Question,
    answer: ModelAnswer,
    signal: AbortSignal,
  ): Promise<Reviewed<ModelAnswer> | undefined>;
}

/** If nobody can be asked, the request is denied. */
export const NOBODY: User = {
  decide: () => Promise.resolve('deny'),
  reviewPrompt: () => Promise.resolve(undefined),
  reviewAnswer: () => Promise.resolve(undefined),
};
