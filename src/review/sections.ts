import { SummarizeError } from '../common/errors.js';

/** A section of a text under review. */
export interface Section {
  readonly title: string;
  readonly body: string;
  /** Whether it is read-only: an image, a tool. */
  readonly isFixed: boolean;
}

const RULE = '━';
const SHORTEST_RULE = 3;

/**
 * A text for the user to edit: an introduction, then each section under a title line. That line begins with
 * a rule longer than any in the sections, so that no text can pose as another section.
 *
 * @param intro whole lines
 */
export function renderSections(intro: readonly string[], sections: readonly Section[]): string {
  const rule = ruleFor(sections);
  const parts = sections.flatMap(({ title, body }) => [`${rule} ${title}`, shown(body)]);
  return [...intro, '', ...parts, rule, ''].join('\n');
}

/**
 * Reads the user's version of a rendered text.
 *
 * @returns the new body per section; undefined if unchanged, because the shown text need not be the original
 *   byte for byte
 * @throws {SummarizeError} `badReview` if something else was changed
 */
export function readSections(
  text: string,
  intro: readonly string[],
  sections: readonly Section[],
): readonly (string | undefined)[] {
  const rule = ruleFor(sections);
  const lines = text.split(/\r\n|\r|\n/);
  const starts = lines.flatMap((line, index) => (line.startsWith(rule) ? [index] : []));
  const expected = [...sections.map(({ title }) => `${rule} ${title}`), rule];
  const around = [...lines.slice(0, starts[0]), ...lines.slice((starts.at(-1) ?? 0) + 1)];
  if (
    starts.length !== expected.length ||
    starts.some((start, index) => lines[start] !== expected[index]) ||
    around.filter(isWritten).join('\n') !== intro.filter(isWritten).join('\n')
  ) {
    throw badReview(
      `The lines that begin with ${rule}, and the text above and below all of them, must not be changed`,
    );
  }
  return sections.map(({ title, body, isFixed }, index) => {
    const now = lines.slice((starts[index] ?? 0) + 1, starts[index + 1]).join('\n');
    if (now === shown(body)) return undefined;
    if (isFixed) throw badReview(`“${title}” is read-only`);
    return now;
  });
}

/** An invalid edit; the review stays open. */
export function badReview(what: string): SummarizeError {
  return new SummarizeError('badReview', `${what}; correct it, or deny.`);
}

/** What an editor can hold: one kind of line ending, no zero bytes (a sign of a binary file), no lone surrogates. */
function shown(body: string): string {
  return body.replace(/\r\n?/g, '\n').replaceAll('\0', '␀').toWellFormed();
}

function ruleFor(sections: readonly Section[]): string {
  const longest = sections
    .flatMap(({ body }) => body.match(/^━+/gmu) ?? [])
    .reduce((longest, { length }) => Math.max(longest, length), SHORTEST_RULE - 1);
  return RULE.repeat(longest + 1);
}

function isWritten(line: string): boolean {
  return line !== '';
}
