import type { Style } from '../contract/summarize.js';
import { kindOf } from '../text/kind.js';
import { styleFor } from './styleFor.js';

/** How much of a text is looked at, in UTF-16 code units. */
const SAMPLE = 20_000;
/** How many lines of `git log --oneline` are no coincidence. */
const SEVERAL = 3;

/**
 * The style for a text by its kind, unless the user sets one. Only its beginning is looked at.
 *
 * @param languageId VS Code's identifier, where it is known
 */
export function styleOfText(text: string, languageId?: string): Style {
  return styleFor(listsCommits(text.slice(0, SAMPLE)) ? 'commits' : kindOf(text, languageId));
}

/** Whether a text is the output of `git log` without patches: it says what commits are for, not what is in them. */
function listsCommits(sample: string): boolean {
  if (/^commit [\da-f]{7,64}\b/.test(sample)) return !/^(?:diff --git |@@ -\d)/m.test(sample);
  const lines = sample.split('\n').filter((line) => line !== '');
  // The last may be cut off.
  const whole = lines.length > SEVERAL ? lines.slice(0, -1) : lines;
  return whole.length >= SEVERAL && whole.every((line) => /^[\da-f]{7,40} \S/.test(line));
}
