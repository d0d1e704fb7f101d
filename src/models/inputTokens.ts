import { estimateTokens } from '../text/tokens.js';
import type { ModelContent, ModelRequest } from './model.js';

/** The most tokens per image (Anthropic, "Vision": about 1.15 megapixels, 750 pixels per token). */
const IMAGE_TOKENS = 1600;

/** Estimates a request's input tokens. */
export function estimateInputTokens({ messages, systemPrompt = '', tools }: ModelRequest): number {
  const contents = messages.flatMap(({ content }) => content.map(blockTokens));
  const tool = tools.length === 0 ? 0 : estimateTokens(JSON.stringify(tools));
  return contents.reduce((sum, tokens) => sum + tokens, estimateTokens(systemPrompt) + tool);
}

function blockTokens(block: ModelContent): number {
  switch (block.type) {
    case 'text':
      return estimateTokens(block.text);
    case 'image':
      return IMAGE_TOKENS;
    case 'toolUse':
      return estimateTokens(block.name + JSON.stringify(block.input));
    case 'toolResult':
      return block.content.map(blockTokens).reduce((sum, tokens) => sum + tokens, 0);
  }
}
