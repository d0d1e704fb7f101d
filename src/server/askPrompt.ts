import { oneLine } from '../common/errors.js';
import { ANSWER_TOKENS, type EarlierQuestion } from '../contract/ask.js';
import type { TextPart } from '../text/split.js';
import { BYTES_PER_TOKEN, estimateTokens } from '../text/tokens.js';
import { fenced, FENCED, pathInWords, SYSTEM, type Prompt } from './prompts.js';

/** What the user asks, and how the answer is to be. */
export interface AskedQuestion {
  readonly question: string;
  readonly title?: string | undefined;
  /** The language to answer in. */
  readonly language?: string | undefined;
  readonly instructions?: string | undefined;
}

/** What the model is shown for it. */
export interface Material {
  readonly text: string;
  /** The parts to read, in the order of the text. */
  readonly parts: readonly TextPart[];
  /** Whether these are all parts. */
  readonly isWhole: boolean;
  readonly context: Context;
}

/** What is shown besides the text, as far as there is room. */
export interface Context {
  readonly summary: string;
  readonly earlier: readonly EarlierQuestion[];
}

/** The shares of the room that a summary and earlier questions may fill. */
const SUMMARY_SHARE = 1 / 8;
const EARLIER_SHARE = 1 / 4;

/**
 * The newest earlier questions and as much of a summary as there is room for.
 *
 * @param room for all that is shown, in estimated tokens
 */
export function contextFor(
  { summary = '', earlier }: { readonly summary?: string | undefined; readonly earlier: Context['earlier'] },
  room: number,
): Context & { readonly tokens: number } {
  const shortSummary = cutTo(summary.trim(), room * SUMMARY_SHARE);
  const kept: EarlierQuestion[] = [];
  let left = room * EARLIER_SHARE;
  for (const { question, answer } of earlier.toReversed()) {
    if (estimateTokens(question) + estimateTokens(answer) > left) {
      // Of the newest, the beginning is better than nothing.
      const halves = { question: cutTo(question, left / 2), answer: cutTo(answer, left / 2) };
      if (kept.length === 0) kept.unshift(halves);
      break;
    }
    kept.unshift({ question, answer });
    left -= estimateTokens(question) + estimateTokens(answer);
  }
  const texts = [shortSummary, ...kept.flatMap(({ question, answer }) => [question, answer])];
  const tokens = texts.reduce((sum, text) => sum + estimateTokens(text), 0);
  return { summary: shortSummary, earlier: kept, tokens };
}

function cutTo(text: string, tokens: number): string {
  const bytes = Math.floor(tokens * BYTES_PER_TOKEN);
  if (Buffer.byteLength(text) <= bytes) return text;
  // The last character may have been cut in half.
  return `${Buffer.from(text)
    .subarray(0, bytes)
    .toString()
    .replace(/\ufffd$/, '')}…`;
}

/** The question comes last, so that follow-ups share all before it, which a prompt cache can keep. */
export function promptForQuestion(asked: AskedQuestion, material: Material): Prompt {
  const { question, title } = asked;
  const { text, parts, isWhole, context } = material;
  const pieces = parts.map(({ from, to, fromLine, toLine, path }) => {
    const under = path.length === 0 ? '' : `\nUnder: ${pathInWords(path)}`;
    const about = fenced('about', `Lines ${String(fromLine)}–${String(toLine)}${under}`);
    return `${about}\n${fenced('text', text.slice(from, to))}`;
  });
  const earlier = context.earlier.map((one) => `Question: ${one.question}\nAnswer: ${one.answer}`);
  return {
    system: systemFor(asked, isWhole),
    user: [
      isWhole
        ? 'Please answer a question about the following text:'
        : 'Please answer a question about a longer text, of which the following parts are shown:',
      ...(title === undefined ? [] : [fenced('about', `Title: ${oneLine(title, 200)}`)]),
      ...pieces,
      ...(context.summary === ''
        ? []
        : [`A summary of the whole text:\n${fenced('summary', context.summary)}`]),
      ...(earlier.length === 0
        ? []
        : [`Earlier questions about it, with their answers:\n${fenced('earlier', earlier.join('\n\n'))}`]),
      `The question: ${question.trim()}`,
    ].join('\n\n'),
    maxTokens: ANSWER_TOKENS,
  };
}

function systemFor({ language = '', instructions = '' }: AskedQuestion, isWhole: boolean): string {
  return [
    SYSTEM,
    FENCED,
    'Answer the question from the text alone, and do not guess.',
    'Begin with the answer itself, without a preamble, and keep it as short as the question allows.',
    'Name the lines of the parts that it rests on, such as (lines 12–40).',
    isWhole
      ? 'If the text does not answer the question, say so in the first sentence.'
      : 'If the parts that are shown do not answer the question, say so in the first sentence; other parts may.',
    language.trim() === ''
      ? 'Answer in the language of the question.'
      : `Answer in ${oneLine(language, 60)}.`,
    ...(instructions.trim() === '' ? [] : [instructions.trim()]),
  ].join(' ');
}
