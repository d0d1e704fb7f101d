import { cancelled } from '../../common/errors.js';
import { EXTRACTS_MODEL } from '../../contract/extracts.js';
import { AnswerLimit } from '../answerLimit.js';
import {
  OFFLINE_PLACE,
  type Model,
  type ModelAnswer,
  type ModelChoice,
  type ModelEvents,
  type ModelRequest,
} from '../model.js';
import { estimateTokens } from '../../text/tokens.js';

/**
 * Writes an extract of a text without a model, key or network: what matters in a text of its kind, each line with where
 * it stands. The same text gives the same extract. It uses no tokens, so its usage is zero.
 */
export class OfflineModel implements Model {
  readonly provider = 'offline';
  readonly place = OFFLINE_PLACE;
  readonly name = EXTRACTS_MODEL;
  readonly takes = { images: false, tools: false };
  readonly isNameable = false;

  choose(): ModelChoice {
    return { name: this.name, by: 'you' };
  }

  async answer(request: ModelRequest, events: ModelEvents, signal: AbortSignal): Promise<ModelAnswer> {
    const blocks = await blocksFor(request, signal).catch((error: unknown) => {
      throw signal.aborted ? cancelled(error) : error;
    });
    const limit = new AnswerLimit({ ...request, countTokens: estimateTokens });
    const tell = (text: string): void => {
      if (text !== '') events.onText(text);
    };
    for (const block of blocks) {
      tell(await limit.add(block));
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

/** What the answer is joined from. Its code is loaded when it is used. */
async function blocksFor(request: ModelRequest, signal: AbortSignal): Promise<readonly string[]> {
  signal.throwIfAborted();
  const { extractFor } = await import('./extract.js');
  return await extractFor(request, signal);
}
