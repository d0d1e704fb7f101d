import type { ModelContent, ModelRequest } from '../models/model.js';

/** The maximum size of one kept text, in UTF-16 code units. */
export const MAX_TEXT = 50_000;
/** The maximum size of all kept texts together; the oldest are dropped. */
export const MAX_ALL_TEXTS = 5_000_000;

/** The texts of a sampling request and its answer, if the user chose to keep them. */
export interface KeptTexts {
  readonly systemPrompt: string | null;
  readonly messages: readonly { readonly role: string; readonly text: string }[];
  readonly answer: string | null;
}

/** Replaces what must not be kept, such as a key, in a text. */
export type Hide = (text: string) => string;

/** The texts of a request; other content is replaced by a description. */
export function textsOfRequest({ systemPrompt, messages }: ModelRequest, hide: Hide): KeptTexts {
  return {
    systemPrompt: systemPrompt === undefined ? null : shortened(hide(systemPrompt)),
    messages: messages.map(({ role, content }) => ({ role, text: textOfContent(content, hide) })),
    answer: null,
  };
}

export function textOfContent(content: readonly ModelContent[], hide: Hide): string {
  return shortened(hide(content.map(textOfBlock).join('\n\n')));
}

/** The size of an entry's texts. */
export function sizeOf({ systemPrompt, messages, answer }: KeptTexts): number {
  const texts = [systemPrompt, answer, ...messages.map(({ text }) => text)];
  return texts.reduce((sum, text) => sum + (text?.length ?? 0), 0);
}

function textOfBlock(block: ModelContent): string {
  switch (block.type) {
    case 'text':
      return block.text;
    case 'image':
      return `[${block.mimeType}, ${String(Buffer.byteLength(block.data, 'base64'))} bytes]`;
    case 'toolUse':
      return `[tool use ${block.name} ${JSON.stringify(block.input)}]`;
    case 'toolResult':
      return `[tool result${block.isError ? ', an error' : ''}]\n${block.content.map(textOfBlock).join('\n')}`;
  }
}

function shortened(text: string): string {
  if (text.length <= MAX_TEXT) return text;
  return `${text.slice(0, MAX_TEXT).toWellFormed()}… (${String(text.length - MAX_TEXT)} more characters were not kept)`;
}
