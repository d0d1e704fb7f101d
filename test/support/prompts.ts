import type { MessagesBody } from './loopbackModel.js';

/** The text of a request's first message. */
export function promptOf({ messages }: MessagesBody): string {
  return messages[0]?.content[0]?.text ?? '';
}

/** The text between the tags at the end of a prompt of our server. */
export function textInPrompt(prompt: string | undefined): string {
  const tag = /\n<\/(text(?:-\d+)?)>$/.exec(prompt ?? '');
  if (prompt === undefined || tag === null) throw new Error('the prompt does not end with a text in tags');
  const opening = `\n\n<${tag[1] ?? ''}>\n`;
  return prompt.slice(prompt.lastIndexOf(opening) + opening.length, tag.index);
}

/** Which part of how many a prompt of our server is about. */
export function partInPrompt(prompt: string | undefined): readonly [part: number, of: number] | undefined {
  const found = /\nPart: (\d+) of (\d+), lines /.exec(prompt ?? '');
  return found === null ? undefined : [Number(found[1]), Number(found[2])];
}
