import { oneLine, SummarizeError } from '../common/errors.js';

/** JSON-RPC error codes for sampling requests (MCP client/sampling, "Error Handling"). */
export const USER_REJECTED = -1;
export const INVALID_PARAMS = -32602;
export const INTERNAL_ERROR = -32603;

/** A sampling request that is answered with a JSON-RPC error; `message` goes to the server. */
export class SamplingRefusal extends Error {
  override readonly name = 'SamplingRefusal';

  /** @param forUser the same failure explained to the user */
  constructor(
    readonly code: number,
    message: string,
    readonly forUser: SummarizeError,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** A request that breaks the rules of the protocol. */
export function malformed(what: string, cause?: unknown): SamplingRefusal {
  return new SamplingRefusal(
    INVALID_PARAMS,
    `Malformed sampling request: ${what}.`,
    explained(`The server sent a malformed sampling request (${what}); report it to its author`),
    { cause },
  );
}

/** A valid request for something that this client does not support. */
export function refused(why: string): SamplingRefusal {
  return new SamplingRefusal(
    USER_REJECTED,
    `Sampling request refused: ${why}.`,
    explained(`The server's sampling request was refused: ${why}`),
  );
}

/** A request with tools from a server that we did not declare them to (MCP client/sampling, "Capabilities"). */
export function undeclaredTools(): SamplingRefusal {
  return new SamplingRefusal(
    INVALID_PARAMS,
    'This client did not declare sampling.tools, because this server had rejected that.',
    explained(
      "The server's sampling request has tools, although the server rejects clients that support them; report it to its author",
    ),
  );
}

function explained(sentence: string): SummarizeError {
  return new SummarizeError('samplingRefused', `${oneLine(sentence, 400)}.`);
}
