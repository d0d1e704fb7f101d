import { styleOfText } from '../../call/styleOfText.js';
import { STYLES, type Style } from '../../contract/summarize.js';
import type { Wishes } from '../../summary/state.js';
import type { OwnStyle, Settings } from '../settings.js';
import { matchesAny } from '../sources/ignoredFiles.js';
import type { SourceText } from '../sources/sourceText.js';

/** The style of a summary, as its arguments say it. */
export interface ChosenStyle {
  /** As the preview names it. */
  readonly label: string;
  /** A style that the server knows; undefined for one of the user's own. */
  readonly style: Style | undefined;
  /** What to write, in the user's own words. */
  readonly prompt: string;
}

/** The style that the user wants now, or has set; else one of their own for such a text, or the one for its kind. */
export function chosenStyle(source: SourceText, wishes: Wishes, settings: Settings): ChosenStyle {
  // The styles are for texts.
  if (source.image !== undefined) return { label: '', style: undefined, prompt: '' };
  const name = wishes.style ?? settings.style;
  const own =
    name === ''
      ? settings.styles.find((style) => isFor(style, source))
      : settings.styles.find((style) => style.name === name);
  if (own !== undefined) return { label: own.name, style: undefined, prompt: own.prompt };
  const style = isStyle(name) ? name : styleOfText(source.text, source.languageId);
  return { label: STYLES[style].label, style, prompt: '' };
}

function isStyle(name: string): name is Style {
  return Object.hasOwn(STYLES, name);
}

function isFor({ languages = [], files = [] }: OwnStyle, { languageId, place }: SourceText): boolean {
  return languages.includes(languageId) || (place !== undefined && matchesAny(files, place.uri));
}
