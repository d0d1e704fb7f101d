import { styleFor } from '../call/styleFor.js';
import { styleOfText } from '../call/styleOfText.js';
import type { Style } from '../contract/summarize.js';
import { languageOfTitle } from '../text/structure.js';
import type { NamedText } from './source.js';

/** The style for a summary of these texts: that of their kind, if it is the same for all. */
export function styleOf(texts: readonly NamedText[]): Style {
  const styles = new Set(texts.map(({ name, text }) => styleOfText(text, languageOfTitle(name))));
  const [style] = styles;
  return style !== undefined && styles.size === 1 ? style : styleFor('several');
}
