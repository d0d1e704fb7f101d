import { SummarizeError } from '../../common/errors.js';
import type { HttpServer, ServerDefinition } from '../serverDefinition.js';
import { statusOf } from './serverErrors.js';

/** How long an address may take to say what it is, in milliseconds. */
const ANSWER_MILLISECONDS = 5000;

/**
 * A start, where a server that only speaks the transport of 2024-11-05 is told from one that is not
 * there: it takes no POST, but answers a GET with a stream of events (MCP basic/transports, "Backwards
 * Compatibility").
 *
 * @throws {SummarizeError} `serverNotStarted` for such a server; otherwise whatever the start threw
 */
export async function unlessOldTransport<T>(
  starting: Promise<T>,
  server: ServerDefinition,
  signal: AbortSignal,
): Promise<T> {
  try {
    return await starting;
  } catch (error) {
    const isRefused = [400, 404, 405].includes(statusOf(error) ?? 0);
    if (server.kind !== 'http' || !isRefused || !(await givesEvents(server, signal))) throw error;
    throw new SummarizeError(
      'serverNotStarted',
      `${server.name} uses the old HTTP+SSE transport, which is not supported; use its Streamable HTTP URL (often …/mcp).`,
      { cause: error },
    );
  }
}

async function givesEvents({ url, headers }: HttpServer, signal: AbortSignal): Promise<boolean> {
  try {
    const response = await fetch(url, {
      headers: { ...headers, accept: 'text/event-stream' },
      // The headers may be secret, and go nowhere else.
      redirect: 'manual',
      signal: AbortSignal.any([signal, AbortSignal.timeout(ANSWER_MILLISECONDS)]),
    });
    await response.body?.cancel();
    return response.ok && response.headers.get('content-type')?.startsWith('text/event-stream') === true;
  } catch {
    return false;
  }
}
