/**
 * The first sentence of a comment, without the comment's signs; no licence, no directive for a tool, and nothing that is
 * left to do, which has a section of its own (`codeLines.ts`).
 */
export function firstSentence(comment: string): string {
  const start = comment.slice(0, 4000);
  if (/copyright|licen[cs]e|SPDX/i.test(start)) return '';
  const words = start
    .split('\n')
    .map((line) =>
      line
        .replace(/^\s{0,80}(?:\/\*\*?|\*\/|\*(?!\*)|\/\/[/!]?|#(?![![])!?|--|;;?|"""|''')\s?/, '')
        .replace(/\*\/\s*$/, '')
        .trim(),
    )
    .filter((line) => !/^(?:eslint|TODO|FIXME|ts-|prettier|noqa|pragma|go:|#\[|!)/.test(line));
  const first = words.findIndex((line) => line !== '');
  if (first < 0 || words[first]?.startsWith('@') === true) return '';
  const end = words.findIndex((line, index) => index > first && (line === '' || line.startsWith('@')));
  const text = words.slice(first, end < 0 ? undefined : end).join(' ');
  return (/^.{1,300}?(?:[.!?](?=\s+\p{Lu}|\s*$)|。)|^.{1,300}/u.exec(text)?.[0] ?? '')
    .replace(/^"""|"""$/g, '')
    .trim();
}
