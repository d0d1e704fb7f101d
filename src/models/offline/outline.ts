import { boundariesOf } from '../../text/boundaries.js';
import { grammarFor } from '../../text/grammars.js';
import { LineCounter } from '../../text/lines.js';
import { firstSentence } from './comments.js';
import { IMPORT, type Definition } from './definition.js';

/** In UTF-16 code units: what the parsers read within a second, and give up within a few if it is made to be slow. */
const LONGEST_PARSED = 500_000;
/** How far above its title a definition's comment is looked for. */
const LONGEST_COMMENT = 20_000;

/**
 * What a text in a programming language defines, by its grammar: functions and classes, and what is in the latter, but
 * not what is within functions.
 *
 * @returns undefined if there is no grammar, or the text is too long or not in the language
 * @throws the signal's reason
 */
export async function definitionsIn(
  text: string,
  languageId: string,
  signal: AbortSignal,
): Promise<readonly Definition[] | undefined> {
  if (text.length > LONGEST_PARSED) return undefined;
  const grammar = await grammarFor(languageId);
  if (grammar === undefined) return undefined;
  const boundaries = await boundariesOf(text, grammar, { fits: 0, inFunctions: false, signal });
  const lines = new LineCounter(text);
  const open: { readonly level: number; readonly isContainer: boolean }[] = [];
  const found: Definition[] = [];
  for (const { at, level, title } of boundaries) {
    while ((open.at(-1)?.level ?? -1) >= level) open.pop();
    if (title === undefined) continue;
    const isShown = open.every(({ isContainer }) => isContainer);
    const titleAt = placeOf(title, text, at);
    const isMember = open.length > 0;
    open.push({ level, isContainer: isContainer(title) });
    if (!isShown || IMPORT.test(title) || (isMember && isValue(title))) continue;
    const line = lines.lineAt(titleAt);
    if (found.at(-1)?.line === line) continue;
    const doc = firstSentence(text.slice(at, titleAt)) || docstringBehind(text, titleAt);
    found.push({ title: withoutOpening(title), line, level: open.length - 1, doc });
  }
  const telling = found.filter(({ title }) => /^export\b/.test(title) || !CONSTANT.test(title));
  const chosen = telling.length > 0 ? telling : found;
  return chosen.length === 0 ? undefined : chosen;
}

/** A variable that holds no function, as far as its first line shows. */
const CONSTANT = /^(?:const|let|var)\b(?!.*(?:=>|\bfunction\b|\bclass\b))/;

function isValue(title: string): boolean {
  return VALUE.test(title) && !isContainer(title);
}

function isContainer(title: string): boolean {
  // Behind these signs stand types and values.
  return CONTAINER.test(title.split(/[=(<]/, 1)[0] ?? '');
}

/** What has members worth telling. */
const CONTAINER =
  /\b(?:class|interface|struct|enum|impl|trait|namespace|module|mod|object|record|extern)\b(?! ?\()/;
/** Values; what is done with them says more. */
const VALUE = /^[^(=]*(?:$|=(?!>))/;

/** Where a boundary's title stands, below the comments that belong to it. */
function placeOf(title: string, text: string, at: number): number {
  const found = text.slice(at, at + LONGEST_COMMENT).indexOf(title);
  return found < 0 ? at : at + found;
}

function withoutOpening(title: string): string {
  return title.replace(/[\s{]{1,20}$|:$|(?:=>|=)\s?\{?$/, '').replace(/\(\{?$/, '(…)');
}

/** In Python, what a definition is for stands below its first line. */
function docstringBehind(text: string, at: number): string {
  const below = /^[^\n]{0,500}:[ \t]{0,9}\n[ \t\n]{0,80}(?:"""|''')([^]{1,600}?)(?:"""|''')/.exec(
    text.slice(at, at + 1500),
  );
  return below === null ? '' : firstSentence(below[1] ?? '');
}
