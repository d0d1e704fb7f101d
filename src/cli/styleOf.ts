import { styleFor } from '../call/styleFor.js';
import type { Style } from '../contract/summarize.js';
import { looksLikeLog } from '../text/logEntries.js';
import type { NamedText } from './source.js';

/** The style for a summary of these texts: that of their kind, if they are all of one. */
export function styleOf(texts: readonly NamedText[]): Style {
  const kinds = new Set(texts.map(kindOfText));
  const [kind = ''] = kinds;
  return styleFor(kinds.size === 1 ? kind : '');
}

/** The kind of a text; to be replaced by `kindOf` (`text/kind.ts`), which knows more of them. */
function kindOfText({ text }: NamedText): string {
  if (text.startsWith('diff --git ')) return 'diff';
  return looksLikeLog(text) ? 'log' : 'prose';
}
