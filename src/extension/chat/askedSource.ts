import * as vscode from 'vscode';
import { SummarizeError } from '../../common/errors.js';
import type { Logger } from '../../common/logger.js';
import { activeSource } from '../sources/activeTab.js';
import { openDocument } from '../sources/document.js';
import { filesText } from '../sources/files.js';
import { rangesOf } from '../sources/selection.js';
import type { ReadSource, SourceText } from '../sources/sourceText.js';

type Prompt = Pick<vscode.ChatRequest, 'prompt' | 'references'>;

/**
 * What a chat request is about: the files, folders, lines and texts that it refers to, or else what the active editor
 * shows.
 */
export function sourceOf({ references }: Prompt, log: Logger): ReadSource {
  if (references.length === 0) return activeSource('selection');
  const values = references.map(({ value }) => value);
  const files = values.filter((value) => value instanceof vscode.Uri);
  const lines = values.filter((value) => value instanceof vscode.Location);
  const texts = values.filter((value) => typeof value === 'string').filter((text) => text.trim() !== '');
  const others = values.length - files.length - lines.length - texts.length;
  return async (signal) => {
    const sources = [
      ...(await linesOf(lines)),
      ...(files.length === 0 ? [] : [await filesText(files, { signal, log })]),
      ...texts.map(attachedText),
    ];
    const [source] = sources;
    if (source === undefined) {
      throw new SummarizeError(
        'nothingToSummarize',
        'Attachments of this kind cannot be read; attach a file, lines of one, or a text.',
      );
    }
    const left = others === 0 ? [] : [`${String(others)} attached (of a kind that cannot be read)`];
    const whole = sources.length === 1 ? source : together(sources);
    return { ...whole, leftOut: [...(whole.leftOut ?? []), ...left] };
  };
}

/** The lines of each document together, as if they were selected there. */
async function linesOf(locations: readonly vscode.Location[]): Promise<readonly SourceText[]> {
  const byDocument = Map.groupBy(locations, ({ uri }) => uri.toString());
  return await Promise.all(
    [...byDocument.values()].map(async (some) => {
      const [first] = some;
      if (first === undefined) throw new Error('A group has at least one member.');
      return await rangesOf(
        await openDocument(first.uri),
        some.map(({ range }) => range),
      );
    }),
  );
}

/** Several sources as one text, in which a line such as `===== parse.ts =====` begins each, as in several files. */
function together(sources: readonly SourceText[]): SourceText {
  return {
    text: sources.map(({ text, title }) => `===== ${title} =====\n\n${text}`).join('\n\n'),
    title: `${sources[0]?.title ?? ''} and ${String(sources.length - 1)} more`,
    part: sources.map(({ title, part }) => `${title}, ${part}`).join('; '),
    lines: '',
    firstLine: undefined,
    languageId: 'plaintext',
    identity: sources.map(({ identity }) => identity).join(' '),
    leftOut: sources.flatMap(({ leftOut = [], image, title }) =>
      image === undefined ? leftOut : [...leftOut, `${title} (images are summarized alone)`],
    ),
    asksFirst: sources.some(({ asksFirst }) => asksFirst === true),
  };
}

/** The question in a prompt, in which references stand as names; empty if there is nothing but references. */
export function questionIn({ prompt, references }: Prompt): string {
  let rest = prompt;
  let words = prompt;
  const ranges = references.flatMap(({ range }) => (range === undefined ? [] : [range]));
  for (const [start, end] of ranges.sort(([one], [other]) => other - one)) {
    rest = rest.slice(0, start) + rest.slice(end);
    words = words.slice(0, start) + words.slice(start, end).replace(/^#(?:\w+:)?/, '') + words.slice(end);
  }
  return rest.trim() === '' ? '' : words.trim();
}

function attachedText(text: string): SourceText {
  return {
    text,
    title: 'attached text',
    part: 'entire text',
    lines: '',
    firstLine: undefined,
    languageId: 'plaintext',
    identity: `text ${text}`,
  };
}
