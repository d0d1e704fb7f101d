import * as z from 'zod';
import type { ModelContent, ModelRequest } from '../models/model.js';

/** Returns a text, changed or not; JSON must stay JSON of the same structure. */
type Change = (text: string) => string;

const object = z.record(z.string(), z.unknown());

/**
 * Changes every text in a request that a provider gets: the messages, the inputs and results of tools including JSON
 * keys, the offered tools and the system prompt. Names and ids stay, because they refer to each other.
 */
export function withTexts(request: ModelRequest, change: Change): ModelRequest {
  const { systemPrompt, userId } = request;
  return {
    ...request,
    ...(systemPrompt !== undefined && { systemPrompt: change(systemPrompt) }),
    ...(userId !== undefined && { userId: change(userId) }),
    messages: request.messages.map((message) => ({
      ...message,
      content: message.content.map((block) => inBlock(block, change)),
    })),
    stopSequences: request.stopSequences.map(change),
    tools: request.tools.map(({ description, inputSchema, ...tool }) => ({
      ...tool,
      ...(description !== undefined && { description: change(description) }),
      inputSchema: inObject(inputSchema, change),
    })),
  };
}

/** All these texts without duplicates; tool data as JSON. */
export function textsIn(request: ModelRequest): readonly string[] {
  const texts = new Set<string>();
  withTexts(request, (text) => {
    texts.add(text);
    return text;
  });
  return [...texts];
}

function inBlock(block: ModelContent, change: Change): ModelContent {
  switch (block.type) {
    case 'image':
      return block;
    case 'text':
      return inLeaf(block, change);
    case 'toolUse':
      return { ...block, input: inObject(block.input, change) };
    case 'toolResult':
      return { ...block, content: block.content.map((leaf) => inLeaf(leaf, change)) };
  }
}

function inLeaf<Leaf extends Extract<ModelContent, { type: 'text' | 'image' }>>(
  leaf: Leaf,
  change: Change,
): Leaf {
  return leaf.type === 'text' ? { ...leaf, text: change(leaf.text) } : leaf;
}

function inObject(
  value: Readonly<Record<string, unknown>>,
  change: Change,
): Readonly<Record<string, unknown>> {
  const text = JSON.stringify(value);
  const changed = change(text);
  return changed === text ? value : object.parse(JSON.parse(changed));
}
