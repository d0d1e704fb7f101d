import { SummarizeError } from '../../common/errors.js';
import { mediaType } from '../../common/limitedBody.js';
import type { HttpServer, ServerDefinition } from '../serverDefinition.js';
import { statusOf } from './serverErrors.js';

/** How long a server may take to reveal its transport, in milliseconds. */
const ANSWER_MILLISECONDS = 5000;

/**
 * Waits for a start and, where it fails, recognizes a server that speaks only the transport of 2024-11-05: it rejects
 * POST, but answers GET with an event stream (MCP basic/transports, "Backwards Compatibility").
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
      `${server.name} uses the old HTTP+SSE transport, which is not supported; ` +
        'use its Streamable HTTP URL (often …/mcp).',
      { cause: error },
    );
  }
}

async function givesEvents({ url, headers }: HttpServer, signal: AbortSignal): Promise<boolean> {
  try {
    const response = await fetch(url, {
      headers: { ...headers, accept: 'text/event-stream' },
      // The headers may be secret and must go nowhere else.
      redirect: 'manual',
      signal: AbortSignal.any([signal, AbortSignal.timeout(ANSWER_MILLISECONDS)]),
    });
    await response.body?.cancel();
    return response.ok && mediaType(response) === 'text/event-stream';
  } catch {
    return false;
  }
}
