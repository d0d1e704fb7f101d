import * as vscode from 'vscode';
import type { ModelContent, ModelMessage, ModelRequest } from '../../models/model.js';

/** Converts a model request to VS Code's chat messages. */
export function toChatMessages({ messages, systemPrompt }: ModelRequest): vscode.LanguageModelChatMessage[] {
  const system =
    systemPrompt === undefined || systemPrompt === ''
      ? []
      : [vscode.LanguageModelChatMessage.User(systemPrompt.toWellFormed())];
  return [...system, ...messages.map(toChatMessage)];
}

function toChatMessage({ role, content }: ModelMessage): vscode.LanguageModelChatMessage {
  const roles = vscode.LanguageModelChatMessageRole;
  return new vscode.LanguageModelChatMessage(
    role === 'user' ? roles.User : roles.Assistant,
    content.map(toPart),
  );
}

function toPart(block: ModelContent): vscode.LanguageModelInputPart {
  switch (block.type) {
    case 'text':
    case 'image':
      return toLeafPart(block);
    case 'toolUse':
      return new vscode.LanguageModelToolCallPart(block.id, block.name, block.input);
    case 'toolResult': {
      // The API has no flag for a failed tool.
      const failed = block.isError ? [new vscode.LanguageModelTextPart('The tool failed:')] : [];
      return new vscode.LanguageModelToolResultPart(block.toolUseId, [
        ...failed,
        ...block.content.map(toLeafPart),
      ]);
    }
  }
}

function toLeafPart(
  block: Extract<ModelContent, { type: 'text' | 'image' }>,
): vscode.LanguageModelTextPart | vscode.LanguageModelDataPart {
  return block.type === 'text'
    ? new vscode.LanguageModelTextPart(block.text.toWellFormed())
    : vscode.LanguageModelDataPart.image(Buffer.from(block.data, 'base64'), block.mimeType);
}

/** The tools of a request, and the justification that VS Code shows when it asks for consent. */
export function toChatOptions({ tools, toolChoice }: ModelRequest): vscode.LanguageModelChatRequestOptions {
  const justification = 'An MCP server you use needs your model, for example to summarize your selection.';
  if (tools.length === 0 || toolChoice === 'none') return { justification };
  return {
    justification,
    tools: tools.map(({ name, description = '', inputSchema }) => ({ name, description, inputSchema })),
    toolMode:
      toolChoice === 'required'
        ? vscode.LanguageModelChatToolMode.Required
        : vscode.LanguageModelChatToolMode.Auto,
  };
}
