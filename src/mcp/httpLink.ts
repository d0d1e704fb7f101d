import { setTimeout as delay } from 'node:timers/promises';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import type { HttpServer } from './serverDefinition.js';
import type { ServerLink } from './serverLink.js';

/**
 * A server that is called (MCP basic/transports, Streamable HTTP). Redirects are followed within the
 * server's origin only, so that headers with secrets go nowhere else.
 */
export class HttpLink implements ServerLink {
  readonly transport: StreamableHTTPClientTransport;
  readonly pid = undefined;

  constructor({ url, headers }: HttpServer) {
    this.transport = new StreamableHTTPClientTransport(new URL(url), {
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

  kill(): void {
    void this.transport.close();
  }
}
