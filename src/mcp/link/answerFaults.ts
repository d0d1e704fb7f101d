import { ProtocolError, ProtocolErrorCode, type JSONRPCErrorResponse } from '@modelcontextprotocol/client';

/** Why a request will never get an answer that can be read, as what is said behind the server's name. */
const CLAUSES = {
  streamEnded: 'broke off before it had answered',
  unreadable: 'answered with something that is no message of the protocol',
  tooDeep: 'answered with something that is nested too deep to be read',
  otherRequest: 'answered another request than it was asked',
  noAnswer: 'took the request, but gave no answer to it',
  tooMuch: 'sent more in one message than fits',
  tooManyTools: 'lists more tools than can be read',
} as const;

export type AnswerFault = keyof typeof CLAUSES;

const PREFIX = 'mcp-summarize/';

/**
 * The answer that a request gets in place of one that the SDK would drop without a word, which leaves the request open
 * for ever.
 */
export function faultyAnswer(id: number | string, fault: AnswerFault): JSONRPCErrorResponse {
  return {
    jsonrpc: '2.0',
    id,
    error: { code: ProtocolErrorCode.InternalError, message: CLAUSES[fault], data: `${PREFIX}${fault}` },
  };
}

/** Which fault an error stands for that a request has ended with. */
export function faultOf(error: unknown): AnswerFault | undefined {
  if (!(error instanceof ProtocolError) || typeof error.data !== 'string') return undefined;
  const name = error.data.startsWith(PREFIX) ? error.data.slice(PREFIX.length) : '';
  return isFault(name) ? name : undefined;
}

export function clauseOf(fault: AnswerFault): string {
  return CLAUSES[fault];
}

function isFault(name: string): name is AnswerFault {
  return Object.hasOwn(CLAUSES, name);
}

/** What a server has sent that answers nothing and may keep a call from its answer. */
export class StrayMessage extends Error {
  override readonly name = 'StrayMessage';

  constructor(readonly fault: AnswerFault) {
    super(CLAUSES[fault]);
  }
}

/** A message of more than `MAX_MESSAGE_BYTES` that belongs to no one request; it ends the connection. */
export class TooLargeMessage extends Error {
  override readonly name = 'TooLargeMessage';
}
