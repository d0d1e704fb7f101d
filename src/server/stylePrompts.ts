import type { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import * as z from 'zod';
import { STYLES, type Style } from '../contract/summarize.js';
import { promptForWhole } from './prompts.js';

/** Registers a prompt for each style (MCP server/prompts), for clients that use their own model without the tool. */
export function registerStylePrompts(server: McpServer): void {
  for (const style of Object.keys(STYLES) as Style[]) {
    server.registerPrompt(
      `summarize_${style}`,
      {
        title: `Summarize (${STYLES[style].label})`,
        description: STYLES[style].description,
        argsSchema: { text: z.string().describe('The text to summarize') },
      },
      ({ text }) => {
        const { system, user } = promptForWhole(text, { style });
        // MCP prompts have no system prompt.
        return { messages: [{ role: 'user', content: { type: 'text', text: `${system}\n\n${user}` } }] };
      },
    );
  }
}
