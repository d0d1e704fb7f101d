import { isJSONRPCResultResponse, type Transport } from '@modelcontextprotocol/client';

/** A result without a type is a complete one (MCP 2026-07-28, basic, "ResultType"); the SDK refuses it. */
export function acceptUntypedResults(transport: Transport): void {
  const deliver = transport.onmessage;
  transport.onmessage = (message, extra) => {
    const isUntyped = isJSONRPCResultResponse(message) && message.result.resultType === undefined;
    deliver?.(
      isUntyped ? { ...message, result: { ...message.result, resultType: 'complete' } } : message,
      extra,
    );
  };
}
