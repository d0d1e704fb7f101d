import type { NextStep } from '../notify/failure.js';

/** Something for the user that may fail, and be done again. */
export interface Work {
  /** Its name in the log. */
  readonly name: string;
  run(): Promise<void>;
  /** Runs when the work is done; may ask for another step. */
  after?(): Promise<NextStep | undefined>;
  /** Whether the user has been told of its failure, so that a message is needed only for a way out. */
  tells?(): boolean;
  /** `BUNDLED`, or the name of the server in use, as soon as it is known. */
  server?(): string | undefined;
}
