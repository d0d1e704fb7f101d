import { ProtocolError, ProtocolErrorCode, type JSONRPCErrorResponse } from '@modelcontextprotocol/client';

/** Why a request will never get a readable answer; each clause follows the server's name. */
const CLAUSES = {
  streamEnded: 'closed the connection before answering',
  unreadable: 'sent an invalid MCP message',
  tooDeep: 'sent a message that is nested too deeply',
  otherRequest: 'sent a response with the wrong request ID',
  noAnswer: 'accepted the request but never answered it',
  tooMuch: 'sent a message that is too large',
  answerRefused: 'did not accept the answer to its sampling request',
  tooManyTools: 'lists too many tools',
} as const;

export type AnswerFault = keyof typeof CLAUSES;

const PREFIX = 'mcp-summarize/';

/**
 * The error that answers a request in place of a response that the SDK would silently drop, leaving the request open
 * forever.
 */
export function faultyAnswer(id: number | string, fault: AnswerFault): JSONRPCErrorResponse {
  return {
    jsonrpc: '2.0',
    id,
    error: { code: ProtocolErrorCode.InternalError, message: CLAUSES[fault], data: `${PREFIX}${fault}` },
  };
}

/** The fault behind the error that a request ended with. */
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

/** A server's message that answers no request and may stand for an answer that will now never come. */
export class StrayMessage extends Error {
  override readonly name = 'StrayMessage';

  constructor(readonly fault: AnswerFault) {
    super(CLAUSES[fault]);
  }
}

/** A log notification that is too large to be read; nobody waits for it. */
export class TooLargeLog extends Error {
  override readonly name = 'TooLargeLog';
}

/** A message larger than `MAX_MESSAGE_BYTES` that belongs to no single request; it ends the connection. */
export class TooLargeMessage extends Error {
  override readonly name = 'TooLargeMessage';
}
