import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js';
import { isJSONRPCRequest, SUPPORTED_PROTOCOL_VERSIONS } from '@modelcontextprotocol/sdk/types.js';

/** The `_meta` key in which each request of the newer era names its version (MCP 2026-07-28, basic, "_meta"). */
const VERSION_META = 'io.modelcontextprotocol/protocolVersion';
/** MCP 2026-07-28, schema, `UnsupportedProtocolVersionError`. */
const UNSUPPORTED_PROTOCOL_VERSION = -32022;

/**
 * Rejects requests of a protocol version that the SDK does not support, in a way that lets a client of the
 * newer era fall back to a supported one. The SDK itself ignores the version: it would treat such a request
 * as one of its own, or not know the method.
 *
 * @param transport a connected one
 */
export function refuseOtherVersions(transport: Transport): void {
  const deliver = transport.onmessage;
  transport.onmessage = (message, extra) => {
    const requested = 'params' in message ? message.params?._meta?.[VERSION_META] : undefined;
    if (typeof requested !== 'string' || SUPPORTED_PROTOCOL_VERSIONS.includes(requested)) {
      deliver?.(message, extra);
      return;
    }
    // Notifications get no answer and can be ignored.
    if (!isJSONRPCRequest(message)) return;
    const error = {
      code: UNSUPPORTED_PROTOCOL_VERSION,
      message: `Unsupported protocol version ${requested.slice(0, 40)}`,
      data: { supported: [...SUPPORTED_PROTOCOL_VERSIONS], requested },
    };
    transport
      .send({ jsonrpc: '2.0', id: message.id, error })
      .catch((reason: unknown) =>
        transport.onerror?.(reason instanceof Error ? reason : new Error(String(reason))),
      );
  };
}
