import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import * as z from 'zod';
import { markStyleOf } from '../../citations/marks.js';
import { toSummarizeError, type ErrorCode } from '../../common/errors.js';
import type { EarlierQuestion } from '../../contract/ask.js';
import { MAX_EARLIER, questionTask, type SourceQuestion } from '../commands/askSource.js';
import { summaryTask } from '../commands/summarizeSource.js';
import { begin, SourceWork } from '../commands/withSource.js';
import { stepsFor } from '../notify/failure.js';
import { harmless, inWords } from '../notify/messages.js';
import { BUNDLED } from '../servers/servers.js';
import type { Services } from '../services.js';
import { readSettings } from '../settings.js';
import type { SourceText } from '../sources/sourceText.js';
import { digestOf } from '../summaries/sourceDigest.js';
import { questionIn, sourceOf } from './askedSource.js';
import { ChatView } from './chatView.js';

/** In the log. */
const NAME = 'Chat';

/** A request of the chat, as VS Code hands it over. */
export interface Asked {
  readonly request: vscode.ChatRequest;
  readonly context: vscode.ChatContext;
  readonly stream: vscode.ChatResponseStream;
  readonly token: vscode.CancellationToken;
}

/** What a response remembers for those that follow. */
const remembered = z.looseObject({
  identity: z.string(),
  digest: z.string(),
  question: z.string(),
  answer: z.string(),
});
type Remembered = z.infer<typeof remembered>;

/**
 * Answers `@summarize` in VS Code's chat: a summary of what is referred to, or the answer to a question about it, with
 * the user's model and by the rules of every other call.
 */
export async function answerInChat(services: Services, asked: Asked): Promise<vscode.ChatResult> {
  const { request, context, stream, token } = asked;
  const ended = new AbortController();
  const cancelling = token.onCancellationRequested(() => {
    ended.abort();
  });
  try {
    const settings = readSettings();
    begin(services, settings, settings.server, ended.signal);
    const question = questionIn(request);
    const source = await sourceOf(request, services.log)(ended.signal);
    // Each response has a place of its own.
    const taken = { ...source, identity: `chat ${randomUUID()}` };
    const read = (): Promise<SourceText> => Promise.resolve(taken);
    const task =
      question === ''
        ? summaryTask({ name: NAME, read })
        : questionTask({ question, read, style: '', wishes: {}, context: earlierIn(context, source) });
    if (source.place !== undefined) stream.reference(source.place.uri);
    // Only our own server is told to have blocks named, and only for a summary.
    const isMarked = question === '' && settings.server === BUNDLED;
    const view = new ChatView(stream, source, isMarked ? markStyleOf(source.text) : undefined);
    await new SourceWork(services, task, { source: taken, settings, view }).run(settings, ended.signal);
    if (!view.isUsed) stream.markdown('No model was chosen.');
    const { identity } = source;
    const metadata: Remembered = { identity, digest: digestOf(source.text), question, answer: view.text };
    return { metadata };
  } catch (error) {
    const failure = services.known.hideInError(toSummarizeError(error));
    if (failure.code === 'keyRefused') services.keys.readAgain();
    services.log.warn(`${NAME} ended: ${inWords(failure.code)}.`);
    if (failure.code === 'cancelled' || failure.code === 'denied') return {};
    for (const button of buttonsFor(failure.code)) stream.button(button);
    return { errorDetails: { message: harmless(failure.message) } };
  } finally {
    cancelling.dispose();
    ended.abort();
  }
}

/** What was said before about the same source, if it still holds the same text; oldest first. */
function earlierIn(
  { history }: vscode.ChatContext,
  { identity, text }: SourceText,
): SourceQuestion['context'] {
  const earlier: EarlierQuestion[] = [];
  let summary: string | undefined;
  for (const turn of history) {
    if (!(turn instanceof vscode.ChatResponseTurn)) continue;
    const known = remembered.safeParse(turn.result.metadata).data;
    if (known?.identity !== identity || known.digest !== digestOf(text)) continue;
    const { question, answer } = known;
    if (question === '') summary = answer;
    else earlier.push({ question, answer });
  }
  return { earlier: earlier.slice(-MAX_EARLIER), ...(summary !== undefined && { summary }) };
}

/** What helps with a failure. */
function buttonsFor(code: ErrorCode): readonly vscode.Command[] {
  const commands = { setApiKey: 'Set API Key', chooseModel: 'Choose Model…', showLog: 'Show Log' };
  return stepsFor(code).flatMap((step) =>
    step === 'setApiKey' || step === 'chooseModel' || step === 'showLog'
      ? [{ command: `mcpSummarize.${step}`, title: commands[step] }]
      : [],
  );
}
