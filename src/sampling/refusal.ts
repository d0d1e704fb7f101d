/** JSON-RPC error codes that a client answers a sampling request with (MCP client/sampling, "Error Handling"). */
export const USER_REJECTED = -1;
export const INVALID_PARAMS = -32602;
export const INTERNAL_ERROR = -32603;

export interface RefusalOptions extends ErrorOptions {
  /** The same for the person, as a sentence with a next step. */
  readonly forPerson: string;
}

/** A sampling request that is answered with a JSON-RPC error; `message` goes to the server. */
export class SamplingRefusal extends Error {
  override readonly name = 'SamplingRefusal';
  readonly forPerson: string;

  constructor(
    readonly code: number,
    message: string,
    { forPerson, ...options }: RefusalOptions,
  ) {
    super(message, options);
    this.forPerson = forPerson;
  }
}

/** A request that breaks the rules of the protocol. */
export function malformed(what: string, cause?: unknown): SamplingRefusal {
  return new SamplingRefusal(INVALID_PARAMS, `Malformed sampling request: ${what}.`, {
    cause,
    forPerson: `The server sent a malformed sampling request (${what}); tell its author.`,
  });
}

/** A request that follows the rules but asks for what this client does not do. */
export function refused(why: string): SamplingRefusal {
  return new SamplingRefusal(USER_REJECTED, `Sampling request refused: ${why}.`, {
    forPerson: `The server's sampling request was refused: ${why}.`,
  });
}
