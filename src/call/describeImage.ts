import { SummarizeError } from '../common/errors.js';
import { IMAGE_ARGUMENT, IMAGE_TOOL } from '../contract/image.js';
import { argumentsOf, findTool } from '../mcp/tools/toolArguments.js';
import type { ImageContent } from '../models/model.js';
import { runTool, type ToolAnswer } from './runTool.js';
import type { SummaryOptions } from './summaryOptions.js';

/**
 * Says what an image shows with the tool `describe_image`, or answers a question about it.
 *
 * @throws {SummarizeError} `modelCannot` if the model takes no images, `toolNotFound` if the server has no such tool
 */
export async function describeImage(
  { data, mimeType }: ImageContent,
  options: SummaryOptions & { readonly question?: string },
): Promise<ToolAnswer> {
  const { connection, model, events, signal, about = {}, question } = options;
  if (typeof model !== 'function' && !model.takes.images) {
    throw new SummarizeError('modelCannot', 'This model cannot read images; choose one that can.');
  }
  const tools = await connection.listTools(signal, (notice) => {
    events.onNotice(notice);
  });
  const tool = findTool(tools, IMAGE_TOOL, connection.server.name);
  const declared = new Set(argumentsOf(tool).map(({ name }) => name));
  const wishes = Object.entries(about).filter(([name]) => declared.has(name));
  const values = {
    ...Object.fromEntries(wishes),
    [IMAGE_ARGUMENT]: data,
    mime_type: mimeType,
    ...(question !== undefined && { question }),
  };
  return await runTool(IMAGE_TOOL, values, options);
}
