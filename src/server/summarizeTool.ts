import type { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import type { CallToolResult, CreateMessageRequest } from '@modelcontextprotocol/sdk/types.js';
import { z } from 'zod';
import { oneLine } from '../errors.js';
import { MAX_CALL_MILLISECONDS } from '../limits.js';
import { CALL_ID_META, SUMMARIZE_TOOL, TEXT_ARGUMENT } from './contract.js';

const MAX_TOKENS = 4000;
const SYSTEM_PROMPT = 'You are a helpful research assistant.';

/**
 * Registers the tool `summarize`: it asks the client to sample (MCP client/sampling) and gives back
 * the text of the answer. What goes wrong becomes a tool result with `isError`, one sentence.
 */
export function registerSummarizeTool(server: McpServer): void {
  server.registerTool(
    SUMMARIZE_TOOL,
    {
      title: 'Summarize',
      description: 'Summarizes a text with the language model of the client, by sampling.',
      inputSchema: { [TEXT_ARGUMENT]: z.string().describe('The text to summarize') },
      annotations: { readOnlyHint: true, openWorldHint: true },
    },
    async (toolArguments, { signal, _meta }) => {
      if (server.server.getClientCapabilities()?.sampling === undefined) {
        return failure(
          'This client does not offer sampling, and the server has no model of its own: use a client that declares the "sampling" capability.',
        );
      }
      const text = toolArguments[TEXT_ARGUMENT];
      if (text.trim() === '') return failure('There is nothing to summarize: the text is empty.');
      try {
        const answer = await server.server.createMessage(samplingRequest(text, _meta?.[CALL_ID_META]), {
          signal,
          timeout: MAX_CALL_MILLISECONDS,
        });
        return answer.content.type === 'text'
          ? { content: [{ type: 'text', text: answer.content.text }] }
          : failure(
              `The client answered with content of type "${answer.content.type}" where text was expected.`,
            );
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        return failure(`The client did not answer the sampling request: ${oneLine(reason)}.`);
      }
    },
  );
}

function samplingRequest(text: string, callId: unknown): CreateMessageRequest['params'] {
  return {
    messages: [
      { role: 'user', content: { type: 'text', text: `Please summarize the following text:\n\n${text}` } },
    ],
    maxTokens: MAX_TOKENS,
    systemPrompt: SYSTEM_PROMPT,
    ...(typeof callId === 'string' && { _meta: { [CALL_ID_META]: callId } }),
  };
}

function failure(sentence: string): CallToolResult {
  return { isError: true, content: [{ type: 'text', text: sentence }] };
}
