import { extname } from 'node:path';
import { kindOf } from '../../text/kind.js';
import { languageOfTitle } from '../../text/structure.js';
import { markdownOf, type Bullet, type Extract } from './bullets.js';
import { fitted } from './fitted.js';
import type { ModelRequest } from '../model.js';
import { textInPrompt, type PromptText } from './prompt.js';
import { proseExtract } from './proseExtract.js';
import type { Source } from './source.js';

/** Languages of documents by their extension, besides those that have a grammar. */
const EXTENSIONS: Readonly<Record<string, string>> = {
  '.csv': 'csv',
  '.tsv': 'tsv',
  '.json': 'json',
  '.jsonl': 'jsonl',
  '.ndjson': 'jsonl',
  '.ipynb': 'jupyter',
  '.diff': 'diff',
  '.patch': 'diff',
};

/** The extract that answers a request: see `extractOf`. */
export async function extractFor(request: ModelRequest, signal: AbortSignal): Promise<readonly string[]> {
  return await extractOf(textInPrompt(request), request.maxTokens, signal);
}

/**
 * What matters in a text, by its kind, in Markdown: every line of it ends with where it stands in its document. Long
 * work yields to the event loop.
 *
 * @param maxTokens how long it may become, in estimated tokens; extracts of parts are merged to fit
 * @returns what it is joined from
 * @throws the signal's reason
 */
export async function extractOf(
  { text, isMerge, firstLine, isContinued, title = '' }: PromptText,
  maxTokens: number,
  signal: AbortSignal,
): Promise<readonly string[]> {
  if (isMerge) {
    const { mergeExtracts } = await loadKinds();
    const merged = await mergeExtracts(text, signal);
    if (merged !== undefined) return markdownOf(fitted(merged, maxTokens));
  }
  const languageId = languageOfTitle(title) ?? EXTENSIONS[extname(title).toLowerCase()];
  const source = { text, languageId, isContinued, signal };
  const extract = await extractOfKind(source);
  return markdownOf(fitted(movedBy(firstLine - 1, extract), maxTokens));
}

async function extractOfKind(source: Source): Promise<Extract> {
  const kind = kindOf(source.text, source.languageId);
  if (kind === 'prose' || kind === 'markdown') return await proseExtract(source);
  const { EXTRACTS } = await loadKinds();
  return await EXTRACTS[kind](source);
}

/** What prose does not need. */
const loadKinds = () => import('./kinds.js');

/** The lines of a part, as lines of its document. */
function movedBy(lines: number, { lead, sections }: Extract): Extract {
  const moved = (bullet: Bullet): Bullet => ({
    ...bullet,
    fromLine: bullet.fromLine + lines,
    toLine: bullet.toLine + lines,
  });
  return {
    ...(lead !== undefined && { lead: moved(lead) }),
    sections: sections.map((section) => ({ ...section, bullets: section.bullets.map(moved) })),
  };
}
