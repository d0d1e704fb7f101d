import type { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import type { CallToolResult } from '@modelcontextprotocol/sdk/types.js';
import type { AnswerResult } from '../contract/ask.js';
import type { TextPart } from '../text/split.js';
import { estimateTokens } from '../text/tokens.js';
import {
  contextFor,
  promptForQuestion,
  type AskedQuestion,
  type Context,
  type Material,
} from './askPrompt.js';
import { callSampling, unanswered } from './callSampling.js';
import { findParts } from './findParts.js';
import { isTooLong, TOO_SHORT_TO_HALVE } from './halves.js';
import type { Extra, Progress } from './progressTeller.js';
import type { Answer } from './sampler.js';
import { Splitter, type Splittable } from './splitter.js';
import { failure } from './toolFailure.js';

/** A question about a text; `partTokens` is the room for all that is shown to the model, in estimated tokens. */
export interface Question extends Splittable, AskedQuestion {
  /** A summary of the whole text, if there is one. */
  readonly summary: string | undefined;
  /** Oldest first. */
  readonly earlier: Context['earlier'];
}

/** A text is read in so many parts, if they are neither larger nor smaller than is good to find and to name. */
const PARTS = 20;
const SMALLEST_PART = 100;
const LARGEST_PART = 600;
/** How many ranges of lines fit into a sentence. */
const MOST_RANGES = 20;

/** Follow-ups are about the same text. */
const splitter = new Splitter();

/** A call of `ask_about_text`. */
export async function askCall(server: McpServer, question: Question, extra: Extra): Promise<CallToolResult> {
  const { sampler, onProgress } = callSampling(server, extra);
  try {
    // Nothing is lost if this fails, so the user decides whether to retry.
    const ask: Asking['ask'] = async (prompt) => await sampler.ask(prompt, 1);
    const { signal } = extra;
    const answered = await answerQuestion(question, { ask, onProgress, signal });
    return resultOf(answered, sampler.requests);
  } catch (error) {
    if (error instanceof QuestionTooLong) return failure(error.message);
    return unanswered(error);
  }
}

interface Asking {
  readonly ask: (prompt: () => ReturnType<typeof promptForQuestion>) => Promise<Answer>;
  readonly onProgress: (progress: Progress) => void;
  readonly signal: AbortSignal;
}

interface Answered {
  readonly answer: Answer;
  readonly reading: Reading;
}

class QuestionTooLong extends Error {
  constructor() {
    super('The question leaves no room for the text; ask a shorter one, or raise part_tokens.');
  }
}

/** The answer to a question; with half of the text as long as the model finds it too long. */
async function answerQuestion(question: Question, work: Asking): Promise<Answered> {
  for (let room = question.partTokens; ;) {
    const reading = await readingFor(question, room, work);
    try {
      return { answer: await work.ask(() => promptForQuestion(question, reading)), reading };
    } catch (error) {
      const shown = reading.tokens + reading.context.tokens;
      if (!isTooLong(error) || shown <= TOO_SHORT_TO_HALVE) throw error;
      room = Math.ceil((shown + estimateTokens(question.question)) / 2);
    }
  }
}

interface Reading extends Material {
  readonly of: number;
  /** Whether any part has words of the question. */
  readonly match: boolean;
  /** The estimated size of its parts. */
  readonly tokens: number;
  readonly context: ReturnType<typeof contextFor>;
}

/** What to read of a text: all that fits, or else the parts that the question is about. */
async function readingFor(
  question: Question,
  room: number,
  { onProgress, signal }: Asking,
): Promise<Reading> {
  const { text, earlier } = question;
  const context = contextFor(question, room);
  const left = room - context.tokens - estimateTokens(question.question);
  if (left < SMALLEST_PART / 2) throw new QuestionTooLong();
  const partTokens = Math.min(Math.max(Math.floor(room / PARTS), SMALLEST_PART), LARGEST_PART);
  const { parts: all } = await splitter.split(
    // A question may be about any of the lines, so none is left out before it is known which.
    { ...question, partTokens: Math.min(partTokens, left), fold: false },
    signal,
  );
  const sizeOf = (parts: readonly TextPart[]): number =>
    parts.reduce((sum, { from, to }) => sum + estimateTokens(text.slice(from, to)), 0);
  const reading = { text, context, of: all.length };
  const tokens = estimateTokens(text);
  if (tokens <= left) return { ...reading, parts: all, isWhole: true, match: true, tokens };
  onProgress({ done: 0, total: all.length, what: 'parts searched' });
  const before = [...earlier.map((one) => one.question), earlier.at(-1)?.answer ?? ''];
  const search = { question: question.question, before };
  const { parts, match } = await findParts(text, all, { search, room: left, signal });
  onProgress({ done: all.length, total: all.length, what: 'parts searched' });
  return { ...reading, parts, isWhole: false, match, tokens: sizeOf(parts) };
}

function resultOf({ answer, reading }: Answered, samplingRequests: number): CallToolResult {
  const { parts, of, match, isWhole } = reading;
  const read = rangesOf(parts);
  const howMany = `${String(parts.length)} of ${String(of)} parts`;
  const notes = [
    ...(answer.cutOff
      ? ['The token limit was reached, so the answer is cut off; raise the limit for a longer one.']
      : []),
    ...(isWhole
      ? []
      : match
        ? [`Read ${howMany}: ${inWords(read)}.`]
        : [`No part has words of the question. Read ${howMany}, spread over the text: ${inWords(read)}.`]),
  ];
  const structured: AnswerResult = {
    answer: answer.text,
    read,
    parts: { read: parts.length, of },
    cutOff: answer.cutOff,
    usage: { samplingRequests },
  };
  const text = [answer.text, ...notes.map((note) => `> ${note}`)].join('\n\n');
  return { content: [{ type: 'text', text }], structuredContent: structured };
}

/** Parts that follow each other are one range. */
function rangesOf(parts: readonly TextPart[]): AnswerResult['read'] {
  const ranges: AnswerResult['read'] = [];
  let end = -1;
  for (const { from, to, fromLine, toLine } of parts) {
    const last = ranges.at(-1);
    if (last !== undefined && from === end) last.toLine = toLine;
    else ranges.push({ fromLine, toLine });
    end = to;
  }
  return ranges;
}

function inWords(ranges: AnswerResult['read']): string {
  const words = ranges
    .slice(0, MOST_RANGES)
    .map(({ fromLine, toLine }) =>
      fromLine === toLine ? String(fromLine) : `${String(fromLine)}–${String(toLine)}`,
    );
  const rest = ranges.length - words.length;
  return `lines ${[...words, ...(rest > 0 ? [`and ${String(rest)} more`] : [])].join(', ')}`;
}
