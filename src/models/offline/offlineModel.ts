import { cancelled } from '../../common/errors.js';
import { pickSentences } from './pickSentences.js';
import { AnswerLimit } from '../answerLimit.js';
import {
  OFFLINE_PLACE,
  textsOf,
  type Model,
  type ModelAnswer,
  type ModelChoice,
  type ModelEvents,
  type ModelRequest,
} from '../model.js';
import { estimateTokens } from '../../text/tokens.js';

/**
 * Summarizes without a model, key or network by picking sentences from the text, word for word. The same text gives
 * the same summary. It uses no tokens, so its usage is zero.
 */
export class OfflineModel implements Model {
  readonly provider = 'offline';
  readonly place = OFFLINE_PLACE;
  readonly name = 'offline-extractive';
  readonly takes = { images: false, tools: false };
  readonly isNameable = false;

  choose(): ModelChoice {
    return { name: this.name, by: 'you' };
  }

  async answer(request: ModelRequest, events: ModelEvents, signal: AbortSignal): Promise<ModelAnswer> {
    const sentences = await pickSentences(textToSummarize(request), signal).catch((error: unknown) => {
      throw signal.aborted ? cancelled(error) : error;
    });
    const limit = new AnswerLimit({ ...request, countTokens: estimateTokens });
    const tell = (text: string): void => {
      if (text !== '') events.onText(text);
    };
    for (const [index, sentence] of sentences.entries()) {
      tell(await limit.add(index === 0 ? sentence : `\n\n${sentence}`));
      if (limit.ended !== undefined) break;
    }
    tell(await limit.end());
    return {
      model: this.name,
      content: [{ type: 'text', text: limit.text }],
      stopReason: limit.ended ?? 'endTurn',
      usage: { inputTokens: 0, outputTokens: 0 },
    };
  }
}

/**
 * The text inside the prompt: the last user message, without a leading instruction of the kind
 * "Please summarize the following text:".
 */
function textToSummarize({ messages }: ModelRequest): string {
  const last = messages.findLast((message) => message.role === 'user');
  const text = textsOf(last?.content ?? []).join('\n\n');
  const instruction = /^[^\n]{0,200}summar[^\n]{0,200}:\s+/i.exec(text);
  return instruction === null ? text : withoutFence(text.slice(instruction[0].length));
}

/** The text between the tags at the end of a prompt, if there are any; what precedes them is about the text. */
function withoutFence(text: string): string {
  const tag = /\n<\/([a-z][\w-]*)>\s*$/.exec(text);
  const name = tag?.[1];
  if (tag === null || name === undefined) return text;
  const opening = `<${name}>\n`;
  const from = text.startsWith(opening) ? 0 : text.indexOf(`\n${opening}`) + 1;
  return text.startsWith(opening, from) ? text.slice(from + opening.length, tag.index) : text;
}
