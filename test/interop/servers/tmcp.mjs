// tmcp: its one way to sample works in both eras where the tool may be run again, else in the older alone.
import { ZodJsonSchemaAdapter } from '@tmcp/adapter-zod';
import { StdioTransport } from '@tmcp/transport-stdio';
import { McpServer } from 'tmcp';
import { z } from 'zod';

const server = new McpServer(
  { name: 'tmcp', version: '1.0.0', description: 'samples' },
  { adapter: new ZodJsonSchemaAdapter(), capabilities: { tools: {} } },
);
for (const [name, replayable] of [
  ['pushed', false],
  ['either', true],
]) {
  server.tool(
    { name, description: name, schema: z.object({ text: z.string() }), replayable },
    async ({ text }) => {
      const messages = [{ role: 'user', content: { type: 'text', text } }];
      const { content } = await server.message({ messages, maxTokens: 60 });
      return { content: [content] };
    },
  );
}
new StdioTransport(server).listen();
