import MarkdownIt, { type Token } from 'markdown-it';
import { DOLLAR, MATH_BLOCK, previewMath } from './previewMath.js';

export { codeSpan, plainText } from '../text/inlineMarkdown.js';

/** The parser of VS Code's Markdown preview, with HTML enabled as there. */
const parser = new MarkdownIt({ html: true });
/** The same with math, which is on by default. */
const mathParser = new MarkdownIt({ html: true }).use(previewMath);

/** What raw HTML and images begin with. */
const RISKY = /<[A-Za-z/!?]|!\[/;

/** The level of the highest heading that a model can have, below those of the document. */
const HIGHEST_HEADING = 3;

/** Code blocks that an extension of the preview may draw, which must not be tried with half of one. */
const DRAWN = new Set([
  'mermaid',
  'math',
  'katex',
  'latex',
  'dot',
  'graphviz',
  'plantuml',
  'svg',
  'vega',
  'vega-lite',
]);

/**
 * A model's Markdown made safe for a preview: raw HTML and images are shown as plain text. A preview would load
 * them, so a manipulated model could leak the text through a URL. Its headings come below those of the document.
 *
 * @param isGrowing whether more will follow: then what would be drawn is shown as text
 */
export function harmlessMarkdown(markdown: string, { isGrowing = false } = {}): string {
  return closeOpenBlock(withHarmlessBlocks(withoutHtmlAndImages(markdown), isGrowing));
}

/** Lowers headings, and shows drawings as text while they grow. */
function withHarmlessBlocks(markdown: string, isGrowing: boolean): string {
  const tokens = mathParser.parse(markdown, {});
  const headings = tokens.filter(({ type }) => type === 'heading_open');
  const levels = headings.map(({ tag }) => Number(tag.slice(1)));
  const lower = Math.max(0, HIGHEST_HEADING - Math.min(...levels, HIGHEST_HEADING));
  const drawn = isGrowing
    ? tokens.filter(({ type, info }) => type === 'fence' && DRAWN.has(info.trim().toLowerCase()))
    : [];
  if (lower === 0 && drawn.length === 0) return markdown;
  const lines = markdown.split('\n');
  for (const { map, markup } of drawn) {
    const at = map?.[0] ?? -1;
    const line = lines[at];
    if (line !== undefined) lines[at] = `${line.slice(0, line.indexOf(markup) + markup.length)}text`;
  }
  for (const [index, { map, markup }] of headings.entries()) {
    if (lower === 0 || map === null) continue;
    const marker = '#'.repeat(Math.min((levels[index] ?? 1) + lower, 6));
    const line = lines[map[0]];
    if (line === undefined) continue;
    if (markup.startsWith('#')) lines[map[0]] = line.replace(markup, marker);
    else underlinedToMarked(lines, map, marker);
  }
  return lines.join('\n');
}

/** Turns a heading that is underlined into one of one line. */
function underlinedToMarked(lines: string[], [from, to]: readonly [number, number], marker: string): void {
  const underline = to - 1;
  const first = lines[from] ?? '';
  const text = lines.slice(from, underline).map((line) => line.trim());
  const indent = /^[ \t>]*/.exec(first)?.[0] ?? '';
  lines[from] = `${indent}${marker} ${[first.slice(indent.length), ...text.slice(1)].join(' ')}`;
  for (let at = from + 1; at <= underline; at++) lines[at] = indent.trimEnd();
}

function withoutHtmlAndImages(markdown: string): string {
  if (!isRisky(markdown)) return markdown;
  const lines = markdown.split('\n');
  const code = codeLines(parser.parse(markdown, {}));
  const escaped = lines
    .map((line, index) => (code.has(index) ? line : escapeOutsideCodeSpans(line)))
    .join('\n');
  // The simple way catches what the careful one missed, at the price of visible entities in code.
  return isRisky(escaped) ? escapeAll(markdown) : escaped;
}

/** An unclosed code block or formula would swallow everything below the text. */
function closeOpenBlock(markdown: string): string {
  const tokens = mathParser.parse(`${markdown}\n\nbelow`, {});
  if (tokens.at(-1)?.type === 'paragraph_close') return markdown;
  const last = tokens.findLast(({ type }) => type === 'fence' || type === MATH_BLOCK);
  return last === undefined ? markdown : `${markdown}\n${last.type === MATH_BLOCK ? '$$' : last.markup}`;
}

/** Text of any kind as a Markdown code block, whatever it holds. */
export function codeBlock(text: string, language: string): string {
  const longest = Math.max(2, ...Array.from(text.matchAll(/`+/g), ([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}${language}\n${text}\n${fence}`;
}

/**
 * Whether a preview may show raw HTML or an image. A formula may begin or end in the middle of code, so that what looks
 * like code is none.
 */
function isRisky(markdown: string): boolean {
  if (!RISKY.test(markdown)) return false;
  const all = (tokens: readonly Token[]): Token[] =>
    tokens.flatMap((token) => [token, ...all(token.children ?? [])]);
  const has = (by: typeof parser, ...types: readonly string[]): boolean =>
    all(by.parse(markdown, {})).some(({ type }) => types.includes(type));
  return (
    has(parser, 'html_block', 'html_inline', 'image') ||
    (markdown.includes('$') && has(mathParser, DOLLAR, MATH_BLOCK))
  );
}

function codeLines(tokens: readonly Token[]): Set<number> {
  const lines = new Set<number>();
  for (const { type, map } of tokens) {
    if ((type !== 'fence' && type !== 'code_block') || map === null) continue;
    for (let line = map[0]; line < map[1]; line++) lines.add(line);
  }
  return lines;
}

function escapeOutsideCodeSpans(line: string): string {
  return line
    .split(/((?<!`)(`+)(?!`).*?(?<!`)\2(?!`))/)
    .map((piece, index) => {
      // The split yields text, code span, its fence, text, …
      if (index % 3 === 0)
        return piece
          .replace(/<(?=[A-Za-z/!?])/g, '\\<')
          .replace(/!\[/g, '\\!\\[')
          .replace(/(?<!\\)\$/g, '\\$');
      return index % 3 === 1 ? piece : '';
    })
    .join('');
}

function escapeAll(markdown: string): string {
  return markdown.replace(/</g, '&lt;').replace(/!\[/g, '&#33;&#91;');
}
