import { ProtocolError, ProtocolErrorCode } from '@modelcontextprotocol/client';
import { oneLine } from '../../common/errors.js';
import type { Logger } from '../../common/logger.js';
import { INTERNAL_ERROR, INVALID_PARAMS, SamplingRefusal } from '../../sampling/refusal.js';
import { CALL_ID_META } from '../../contract/summarize.js';
import { featureOf } from './features.js';
import type { OpenCalls } from './openCalls.js';

/** A server's request as it arrived. */
export interface ServerRequest {
  readonly method: string;
  readonly params?: Readonly<Record<string, unknown>> | undefined;
}

export interface ServerRequestSetup {
  readonly serverName: string;
  readonly openCalls: OpenCalls;
  /** A sampling request that belongs to no call was refused. */
  readonly onStray: () => void;
  readonly log: Logger;
}

/**
 * Answers a request from a server of the older era (MCP up to 2025-11-25): a sampling request that belongs to an open
 * call. The end of the call ends it too, even if the server forgets to cancel it.
 *
 * @throws {ProtocolError} for any other request
 */
export async function answerServerRequest(
  { method, params }: ServerRequest,
  { serverName, openCalls, onStray, log }: ServerRequestSetup,
  signal: AbortSignal,
): Promise<Record<string, unknown>> {
  const call = openCalls.find(callIdOf(params));
  if (method !== 'sampling/createMessage') {
    const feature = featureOf(method);
    log.warn(
      `${serverName} requested ${feature} (${oneLine(method, 60)}), which this client does not support.`,
    );
    call?.onUnoffered?.(feature);
    throw new ProtocolError(
      ProtocolErrorCode.MethodNotFound,
      `Method not found: this client does not offer ${feature}`,
    );
  }
  if (call === undefined) {
    log.warn(`${serverName} sent a sampling request outside of any call; it was refused.`);
    onStray();
    // SEP-2260 defines this code.
    throw new ProtocolError(
      INVALID_PARAMS,
      'The client answers sampling requests only as part of a tool call that it has open.',
    );
  }
  try {
    return { ...(await call.answer(params, AbortSignal.any([signal, call.signal]))) };
  } catch (error) {
    if (!(error instanceof SamplingRefusal)) throw error;
    // A server that samples repeatedly needs to know whether a retry could succeed.
    const data = error.code === INTERNAL_ERROR ? { reason: error.forUser.code } : undefined;
    throw new ProtocolError(error.code, error.message, data);
  }
}

function callIdOf(params: ServerRequest['params']): unknown {
  const meta = params?._meta;
  return typeof meta === 'object' && meta !== null && CALL_ID_META in meta ? meta[CALL_ID_META] : undefined;
}
