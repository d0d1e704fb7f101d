// mcp-use: rounds of input over HTTP, in the newer era alone. It says on its standard error where it listens.
import { createServer } from 'node:http';
import { inputRequired, MCPServer } from 'mcp-use';
import { z } from 'zod';

const server = new MCPServer({ name: 'mcp-use', version: '1.0.0' });
server.tool({ name: 'rounds', schema: z.object({ text: z.string() }) }, async ({ text }, context) => {
  const answer = context.inputResponses?.gist;
  if (answer !== undefined) return { content: [answer.content].flat() };
  const messages = [{ role: 'user', content: { type: 'text', text } }];
  return inputRequired({
    inputRequests: { gist: inputRequired.createMessage({ messages, maxTokens: 60 }) },
  });
});
const free = createServer().listen(0, '127.0.0.1', () => {
  const { port } = free.address();
  free.close(async () => {
    await server.listen(port, { host: '127.0.0.1' });
    process.stderr.write(`\nlistening http://127.0.0.1:${port}/mcp\n`);
  });
});
