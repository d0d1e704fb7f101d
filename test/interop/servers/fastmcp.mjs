// fastmcp (npm) 4: the older era alone.
import { setTimeout as delay } from 'node:timers/promises';
import { FastMCP } from 'fastmcp';
import { z } from 'zod';

const server = new FastMCP({ name: 'fastmcp', version: '1.0.0' });
server.addTool({
  name: 'pushed',
  description: 'pushed',
  parameters: z.object({ text: z.string() }),
  execute: async ({ text }) => {
    // It counts its session only after a while.
    while (server.sessions.length === 0) await delay(20);
    const messages = [{ role: 'user', content: { type: 'text', text } }];
    const { content } = await server.sessions[0].requestSampling({ messages, maxTokens: 60 });
    return content.text;
  },
});
await server.start({ transportType: 'stdio' });
