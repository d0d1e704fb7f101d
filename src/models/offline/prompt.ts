import { textsOf, type ModelRequest } from '../model.js';

/** The text that a prompt is about. */
export interface PromptText {
  readonly text: string;
  /** Whether it is the summaries of parts, which are to become one. */
  readonly isMerge: boolean;
  /** The line of its document at which it begins; 1 if the prompt does not say. */
  readonly firstLine: number;
  /** Whether it is a part of its document, and not the first. */
  readonly isContinued: boolean;
  /** The name of its document. */
  readonly title?: string;
}

const WHOLE = { isMerge: false, firstLine: 1, isContinued: false };

/** A leading instruction of the kind "Please summarize the following text:", and the blank line below it. */
const INSTRUCTION = /^[^\n]{0,200}summar[^\n]{0,200}:[ \t]*(?:\n(?:[ \t]*\n)?|(?=[^\s]))/i;
const MERGE = /^Please merge the following summaries\b/;

/**
 * The text in a request's last user message, without the instruction, the tags around it, and what stands between them
 * about it. Lines of a text are counted from where it begins, or as the prompt says.
 */
export function textInPrompt({ messages }: ModelRequest): PromptText {
  const last = messages.findLast((message) => message.role === 'user');
  const prompt = textsOf(last?.content ?? []).join('\n\n');
  const instruction = INSTRUCTION.exec(prompt);
  if (instruction === null) return { ...WHOLE, text: prompt };
  const rest = prompt.slice(instruction[0].length);
  const { text, above } = withoutFence(rest);
  return { ...WHOLE, text, isMerge: MERGE.test(prompt), ...factsIn(above) };
}

/** What the fence `<about>` says, one fact a line, such as "Part: 2 of 5, lines 120–240". */
function factsIn(above: string): Partial<PromptText> {
  const start = above.indexOf('<about');
  if (start < 0) return {};
  const about = above.slice(start);
  const title = /^Title: (.{1,300})$/m.exec(about)?.[1];
  const firstLine = /^(?:Part: \d{1,9} of \d{1,9}, l|L)ines?:? (\d{1,9})\b/m.exec(about)?.[1];
  const part = Number(/^Part: (\d{1,9}) of/m.exec(about)?.[1] ?? 1);
  return {
    isContinued: part > 1,
    ...(title !== undefined && { title }),
    ...(firstLine !== undefined && { firstLine: Math.max(1, Number(firstLine)) }),
  };
}

/** The text between the tags at the end of a prompt, if there are any, and what precedes them. */
function withoutFence(text: string): { readonly text: string; readonly above: string } {
  const name = /\n<\/([a-z][\w-]{0,60})>\s{0,20}$/.exec(text.slice(-100))?.[1];
  if (name === undefined) return { text, above: '' };
  const opening = `<${name}>\n`;
  const from = text.startsWith(opening) ? 0 : text.indexOf(`\n${opening}`) + 1;
  const end = text.lastIndexOf(`\n</${name}>`);
  const begin = from + opening.length;
  if (!text.startsWith(opening, from) || end < begin - 1) return { text, above: '' };
  return { text: text.slice(begin, Math.max(begin, end)), above: text.slice(0, from) };
}
