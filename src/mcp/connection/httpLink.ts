import { setTimeout as delay } from 'node:timers/promises';
import {
  isJSONRPCRequest,
  ProtocolErrorCode,
  StreamableHTTPClientTransport,
} from '@modelcontextprotocol/client';
import type { HttpServer } from '../serverDefinition.js';
import type { ServerLink } from './serverLink.js';

/** The `data` of the error that a request gets whose stream ended without an answer. */
export const STREAM_ENDED = 'mcp-summarize/streamEnded';

/**
 * The SDK's transport, which by itself leaves a request open for ever whose stream broke off and cannot
 * be resumed. Here such a request gets an error; one that was answered before does not notice.
 */
class EndingTransport extends StreamableHTTPClientTransport {
  override async send(
    ...[message, options]: Parameters<StreamableHTTPClientTransport['send']>
  ): Promise<void> {
    if (Array.isArray(message) || !isJSONRPCRequest(message)) {
      await super.send(message, options);
      return;
    }
    const { id } = message;
    await super.send(message, {
      ...options,
      onRequestStreamEnd: () => {
        options?.onRequestStreamEnd?.();
        const error = {
          code: ProtocolErrorCode.InternalError,
          message: 'The stream ended',
          data: STREAM_ENDED,
        };
        this.onmessage?.({ jsonrpc: '2.0', id, error });
      },
    });
  }
}

/**
 * A server that is called (MCP basic/transports, Streamable HTTP). Redirects are followed within the
 * server's origin only, so that headers with secrets go nowhere else.
 */
export class HttpLink implements ServerLink {
  readonly transport: StreamableHTTPClientTransport;
  readonly pid = undefined;

  constructor({ url, headers }: HttpServer) {
    this.transport = new EndingTransport(new URL(url), {
      redirectPolicy: 'same-origin',
      ...(headers !== undefined && { requestInit: { headers: { ...headers } } }),
    });
  }

  /** Ends the session, where the server has one, and every open request. */
  async end(connecting: Promise<unknown> | undefined, patience: number): Promise<void> {
    const terminated = this.transport.terminateSession().catch(() => undefined);
    await Promise.race([terminated, delay(patience, undefined, { ref: false })]);
    await this.transport.close();
    await Promise.allSettled([connecting]);
  }

  kill(): boolean {
    void this.transport.close();
    return true;
  }
}
