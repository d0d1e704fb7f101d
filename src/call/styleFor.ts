import type { Style } from '../contract/summarize.js';

/** The kinds of text (`src/text/kind.ts`) that have a style of their own. */
const STYLE_OF_KIND: ReadonlyMap<string, Style> = new Map<string, Style>([
  ['code', 'code'],
  ['diff', 'changes'],
  ['log', 'problems'],
  ['commits', 'releaseNotes'],
]);

/** The style for a kind of text, unless the user sets one; `takeaway` for prose, tables and whatever is not known. */
export function styleFor(kind: string): Style {
  return STYLE_OF_KIND.get(kind) ?? 'takeaway';
}
