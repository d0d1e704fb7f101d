import type { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import * as z from 'zod';
import { IMAGE_ARGUMENT, IMAGE_TOOL } from '../contract/image.js';
import { LENGTHS } from './prompts.js';
import { failure, NO_SAMPLING } from './toolFailure.js';

const lengths = Object.keys(LENGTHS) as [keyof typeof LENGTHS, ...(keyof typeof LENGTHS)[]];

const input = {
  [IMAGE_ARGUMENT]: z.string().describe('The image, in Base64'),
  mime_type: z.string().describe('Its type, such as image/png'),
  title: z.string().optional().describe('The title of the image, such as its file name'),
  question: z.string().optional().describe('A question about the image, to be answered instead'),
  length: z.enum(lengths).optional().describe('The length of the description'),
  language: z.string().optional().describe('The language to write in'),
  instructions: z.string().optional().describe('Further instructions'),
};

/**
 * Registers the tool `describe_image`, which sends one sampling request with an image to the client (MCP
 * client/sampling, "Image content"). Failures become a tool result with `isError` and one sentence.
 */
export function registerImageTool(server: McpServer): void {
  server.registerTool(
    IMAGE_TOOL,
    {
      title: 'Describe an Image',
      description:
        'Says what an image shows, or answers a question about it, with the client’s language model, by sampling.',
      inputSchema: input,
      annotations: { readOnlyHint: true, openWorldHint: true },
    },
    async ({ image, mime_type: mimeType, ...asked }, extra) => {
      if (server.server.getClientCapabilities()?.sampling === undefined) return failure(NO_SAMPLING);
      if (image === '') return failure('There is nothing to describe: the image is empty.');
      const { imageCall } = await import('./imageCall.js');
      return await imageCall(server, { ...asked, image: { data: image, mimeType } }, extra);
    },
  );
}
