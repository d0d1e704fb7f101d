import type Anthropic from '@anthropic-ai/sdk';
import type { ModelRequest } from '../model.js';

/**
 * Converts tool names to ones that the Messages API accepts, and back. MCP allows names (dots, slashes, other scripts)
 * that the API rejects.
 */
export class ToolNames {
  readonly #toApi = new Map<string, string>();
  readonly #fromApi = new Map<string, string>();

  constructor(names: Iterable<string>) {
    for (const name of names) this.#add(name);
  }

  #add(name: string): void {
    if (this.#toApi.has(name)) return;
    const plain = name.replace(/[^A-Za-z0-9_-]/g, '_').slice(0, 100);
    let free = plain;
    for (let count = 2; this.#fromApi.has(free); count++) free = `${plain}_${String(count)}`;
    this.#toApi.set(name, free);
    this.#fromApi.set(free, name);
  }

  toApi(name: string): string {
    return this.#toApi.get(name) ?? name;
  }

  /** A name that the model made up stays as it is; the server will report an unknown tool. */
  fromApi(name: string): string {
    return this.#fromApi.get(name) ?? name;
  }
}

/** The names of all tools in a request: those offered, and those used in its messages. */
export function toolNames({ tools, messages }: ModelRequest): ToolNames {
  return new ToolNames([...tools.map(({ name }) => name), ...usedTools(messages)]);
}

/** The part of a Messages API request that is about tools. */
export function toolParams(
  { tools, toolChoice, messages }: ModelRequest,
  names: ToolNames,
): Pick<Anthropic.MessageStreamParams, 'tools' | 'tool_choice'> {
  if (tools.length > 0) {
    return {
      tools: tools.map(({ name, description, inputSchema }) => ({
        name: names.toApi(name),
        input_schema: { ...inputSchema, type: 'object' },
        ...(description !== undefined && { description: description.toWellFormed() }),
      })),
      tool_choice: { type: TOOL_CHOICE[toolChoice] },
    };
  }
  const used = usedTools(messages);
  if (used.length === 0) return {};
  // The API requires a declaration of every tool used in the messages, even if none may be used again.
  return {
    tools: [...new Set(used)].map((name) => ({ name: names.toApi(name), input_schema: { type: 'object' } })),
    tool_choice: { type: 'none' },
  };
}

const TOOL_CHOICE = { auto: 'auto', required: 'any', none: 'none' } as const;

function usedTools(messages: ModelRequest['messages']): string[] {
  return messages.flatMap(({ content }) =>
    content.flatMap((block) => (block.type === 'toolUse' ? [block.name] : [])),
  );
}

/** A tool use id that the API accepts; a server may have made up its own. */
export function toolUseId(id: string): string {
  return /^[A-Za-z0-9_-]+$/.test(id) ? id : `id_${Buffer.from(id, 'utf8').toString('hex')}`;
}
