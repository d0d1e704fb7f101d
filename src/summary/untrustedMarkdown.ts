import MarkdownIt, { type Token } from 'markdown-it';

export { codeSpan, plainText } from '../text/inlineMarkdown.js';

/** The parser of VS Code's Markdown preview, with HTML enabled as there. */
const parser = new MarkdownIt({ html: true });

/**
 * A model's Markdown made safe for a preview: raw HTML and images are shown as plain text. A preview would load
 * them, so a manipulated model could leak the text through a URL. Code blocks and everything else stay unchanged.
 */
export function harmlessMarkdown(markdown: string): string {
  return closeOpenFence(withoutHtmlAndImages(markdown));
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

/** An unclosed code block would swallow everything below the text. */
function closeOpenFence(markdown: string): string {
  const below = 'below';
  const last = parser.parse(`${markdown}\n\n${below}`, {}).findLast(({ level }) => level === 0);
  return last?.type === 'fence' && last.content.endsWith(below) ? `${markdown}\n${last.markup}` : markdown;
}

/** Text of any kind as a Markdown code block, whatever it holds. */
export function codeBlock(text: string, language: string): string {
  const longest = Math.max(2, ...Array.from(text.matchAll(/`+/g), ([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}${language}\n${text}\n${fence}`;
}

function isRisky(markdown: string): boolean {
  const all = (tokens: readonly Token[]): Token[] =>
    tokens.flatMap((token) => [token, ...all(token.children ?? [])]);
  return all(parser.parse(markdown, {})).some(
    ({ type }) => type === 'html_block' || type === 'html_inline' || type === 'image',
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
      if (index % 3 === 0) return piece.replace(/<(?=[A-Za-z/!?])/g, '\\<').replace(/!\[/g, '\\!\\[');
      return index % 3 === 1 ? piece : '';
    })
    .join('');
}

function escapeAll(markdown: string): string {
  return markdown.replace(/</g, '&lt;').replace(/!\[/g, '&#33;&#91;');
}
