import { z } from 'zod';
import { oneLine, SummarizeError } from '../errors.js';

const toolResult = z.looseObject({
  content: z.array(z.looseObject({ type: z.string(), text: z.string().optional() })).default([]),
  isError: z.boolean().default(false),
});

/**
 * The text of a tool result (MCP server/tools, "Tool Result").
 *
 * @throws {SummarizeError} `toolFailed` if the result is an error or holds anything but text
 */
export function textOfToolResult(result: unknown, serverName: string): string {
  const parsed = toolResult.safeParse(result);
  if (!parsed.success) {
    throw new SummarizeError('toolFailed', `${serverName} answered with something that is no tool result.`, [
      'showLog',
    ]);
  }
  const { content, isError } = parsed.data;
  const text = content.flatMap((block) => (block.type === 'text' ? [block.text ?? ''] : [])).join('\n');
  if (isError) {
    const said = oneLine(text);
    throw new SummarizeError(
      'toolFailed',
      said === '' ? `${serverName} failed without saying why.` : `${serverName} failed: ${said}.`,
      ['retry', 'showLog'],
    );
  }
  const other = content.find((block) => block.type !== 'text');
  if (other !== undefined || text === '') {
    const what = other === undefined ? 'nothing' : `content of type "${oneLine(other.type, 40)}"`;
    throw new SummarizeError('toolFailed', `${serverName} answered with ${what} where text was expected.`, [
      'showLog',
    ]);
  }
  return text;
}
