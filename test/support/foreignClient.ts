import path from 'node:path';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import {
  CreateMessageRequestSchema,
  type CallToolResult,
  type CreateMessageRequest,
  type CreateMessageResult,
} from '@modelcontextprotocol/sdk/types.js';
import { DIST } from './paths.js';

const SERVER = path.join(DIST, 'server.js');

/** What such a client answers a sampling request with. */
export type Answer = (
  params: CreateMessageRequest['params'],
  signal: AbortSignal,
) => Promise<CreateMessageResult>;

/** Always answers the same. */
export const saying =
  (content: CreateMessageResult['content']): Answer =>
  () =>
    Promise.resolve({ role: 'assistant', model: 'm', content, stopReason: 'endTurn' });

/** A foreign client of the bundled server: SDK 1.x, as a server's author would write it. */
export async function foreignClient(answer: Answer | undefined): Promise<{ client: Client; pid: number }> {
  const client = new Client(
    { name: 'foreign', version: '1' },
    { capabilities: answer === undefined ? {} : { sampling: {} } },
  );
  if (answer !== undefined) {
    client.setRequestHandler(CreateMessageRequestSchema, ({ params }, { signal }) => answer(params, signal));
  }
  const transport = new StdioClientTransport({ command: process.execPath, args: [SERVER], stderr: 'ignore' });
  await client.connect(transport);
  return { client, pid: transport.pid ?? 0 };
}

export async function callSummarize(
  client: Client,
  text: string,
  more: object = {},
): Promise<CallToolResult> {
  return (await client.callTool({
    name: 'summarize',
    arguments: { text_to_summarize: text, ...more },
  })) as CallToolResult;
}
