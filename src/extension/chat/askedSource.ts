import * as vscode from 'vscode';
import type { Logger } from '../../common/logger.js';
import { activeSource } from '../sources/activeTab.js';
import { openDocument, readDocument } from '../sources/document.js';
import { filesText } from '../sources/files.js';
import { rangesOf } from '../sources/selection.js';
import type { ReadSource, SourceText } from '../sources/sourceText.js';

type Prompt = Pick<vscode.ChatRequest, 'prompt' | 'references'>;

/**
 * What a chat request is about: the files, selections and texts that it refers to, or else what the active editor
 * shows.
 */
export function sourceOf({ references }: Prompt, log: Logger): ReadSource {
  const values = references.map(({ value }) => value);
  const places = values.filter((value) => value instanceof vscode.Uri || value instanceof vscode.Location);
  const texts = values.filter((value) => typeof value === 'string').filter((text) => text.trim() !== '');
  const [place, ...others] = places;
  if (place === undefined)
    return texts.length === 0 ? activeSource('selection') : () => Promise.resolve(textOf(texts));
  if (others.length === 0) {
    return async () => {
      if (place instanceof vscode.Uri) return await readDocument(place);
      return await rangesOf(await openDocument(place.uri), [place.range]);
    };
  }
  const files = new Map(
    places.map((one) => ('uri' in one ? one.uri : one)).map((uri) => [uri.toString(), uri]),
  );
  return async (signal) => await filesText([...files.values()], { signal, log });
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

function textOf(texts: readonly string[]): SourceText {
  const text = texts.join('\n\n');
  return {
    text,
    title: 'attached text',
    part: 'attached text',
    lines: '',
    firstLine: undefined,
    languageId: 'plaintext',
    identity: `text ${text}`,
  };
}
