import { isJSONRPCResultResponse, type Transport } from '@modelcontextprotocol/client';

/** Accepts results without a type: they are complete (MCP 2026-07-28, basic, "ResultType"), but the SDK rejects them. */
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
