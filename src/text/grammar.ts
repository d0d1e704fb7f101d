import type { Parser, SyntaxNode, Tree } from '@lezer/common';
import { parser as cpp } from '@lezer/cpp';
import { parser as go } from '@lezer/go';
import { parser as java } from '@lezer/java';
import { parser as javascript } from '@lezer/javascript';
import { parser as markdown } from '@lezer/markdown';
import { parser as php } from '@lezer/php';
import { parser as python } from '@lezer/python';
import { parser as rust } from '@lezer/rust';
import type { Boundary } from './boundary.js';
import { BudgetedParse, ParsingGivenUp } from './parse.js';
import { withoutDeepMarkers } from './markdownMarkers.js';

const INLINE = [
  'Escape',
  'Entity',
  'InlineCode',
  'HTMLTag',
  'Emphasis',
  'HardBreak',
  'Link',
  'Image',
  'LinkEnd',
];

/** Headings are blocks; what stands within lines is not looked at. */
const MARKDOWN = markdown.configure({ remove: INLINE });

/** The languages whose grammar is known, by VS Code's names. All of these parsers go on behind an error. */
const PARSERS: Readonly<Record<string, () => Parser>> = {
  markdown: () => MARKDOWN,
  javascript: () => javascript,
  javascriptreact: () => javascript.configure({ dialect: 'jsx' }),
  typescript: () => javascript.configure({ dialect: 'ts' }),
  typescriptreact: () => javascript.configure({ dialect: 'ts jsx' }),
  python: () => python,
  java: () => java,
  c: () => cpp,
  cpp: () => cpp,
  rust: () => rust,
  go: () => go,
  php: () => php,
};

export function parserFor(languageId: string): Parser | undefined {
  return Object.hasOwn(PARSERS, languageId) ? PARSERS[languageId]?.() : undefined;
}

/** How much is parsed at once at first, in UTF-16 code units: a syntax tree takes many times its text. */
const PIECE = 128 * 1024;
/** From where on a piece that is all one thing is gone into. */
const LONG_PIECE = 2 * PIECE;
const MANY = 8;
const MAX_TITLE = 80;
/** Nobody writes deeper than that; what a program writes is cut between lines. */
const DEEPEST = 60;
/** What begins within a line is a place for code without lines only. */
const WITHIN_LINE = 100;

/**
 * Where things begin in a text, by its grammar: headings of Markdown; in code what stands outermost, and
 * inside of what is longer than `fits`, what that holds. A text that takes too much to be parsed, or that is
 * not of its language, has none from there on.
 *
 * @param fits in UTF-16 code units
 * @param signal looked at every few milliseconds
 * @throws the signal's reason
 */
export async function boundariesOf(
  text: string,
  parser: Parser,
  { fits, signal }: { readonly fits: number; readonly signal: AbortSignal },
): Promise<readonly Boundary[]> {
  const found: Boundary[] = [];
  const budget = new BudgetedParse(parser, signal);
  let from = 0;
  let length = PIECE;
  let level = 0;
  let before: Tree | undefined;
  while (from < text.length) {
    const piece = text.slice(from, from + length);
    const isLast = from + length >= text.length;
    let tree: Tree;
    try {
      tree = await budget.piece(parser === MARKDOWN ? withoutDeepMarkers(piece) : piece, before, from);
    } catch (error) {
      if (!(error instanceof ParsingGivenUp)) throw error;
      found.push({ at: from, level: 0 });
      break;
    }
    const outermost = childrenOf(tree.topNode);
    const isOneThing = !isLast && outermost.at(-1)?.from === 0;
    // What is longer than that is gone into, and what it holds is parsed as if it stood by itself.
    const nodes = isOneThing && length >= LONG_PIECE ? longestList(tree.topNode) : outermost;
    const open = nodes.at(-1);
    if (isLast || (open !== undefined && open.from > 0)) {
      // The last of a piece may go on in the next.
      const whole = isLast ? nodes : nodes.slice(0, -1);
      if (nodes !== outermost) level++;
      else if (whole.some((node) => node.type.isError)) level = 0;
      const beginsLine = from === 0 || text.charAt(from - 1) === '\n';
      collect(whole, { text: piece, from, beginsLine, fits, level }, found);
      from = isLast ? text.length : from + (open?.from ?? length);
      length = PIECE;
      before = undefined;
    } else {
      length *= 2;
      before = tree;
    }
  }
  return found;
}

/** The children of the outermost thing that is open at the end and holds many. */
function longestList(top: SyntaxNode): SyntaxNode[] {
  for (let node: SyntaxNode | undefined = top; node !== undefined;) {
    const children = childrenOf(node);
    if (children.length >= MANY) return children;
    // Where it is cut, what would close it is missing.
    node = children.findLast(({ type }) => !type.isError);
  }
  return [];
}

interface Place {
  readonly text: string;
  /** Where that text begins in the whole. */
  readonly from: number;
  /** Whether it begins a line there. */
  readonly beginsLine: boolean;
  readonly fits: number;
  readonly level: number;
}

function collect(nodes: readonly SyntaxNode[], place: Place, found: Boundary[]): void {
  const { text, from, fits, level } = place;
  /** Where the comments above the next thing begin; they belong to it. */
  let comments: SyntaxNode | undefined;
  let before: SyntaxNode | undefined;
  for (const node of nodes) {
    // What the grammar does not know is no place to cut.
    if (node.type.isError || !IS_THING.test(node.name)) continue;
    const touches = before !== undefined && !/\n[ \t\r]*\n/.test(text.slice(before.to, node.from));
    if (!touches) comments = undefined;
    before = node;
    const start = lineStart(text, (comments ?? node).from);
    if (/comment/i.test(node.name)) {
      comments ??= node;
      continue;
    }
    comments = undefined;
    const heading = /^(?:ATX|Setext)Heading(\d)/.exec(node.name)?.[1];
    const title = heading !== undefined || NAMED.test(node.name) ? titleOf(text, node) : undefined;
    const outer = heading === undefined ? level + (isMarkdown(node) ? 6 : 0) : Number(heading) - 1;
    const beginsLine = start === 0 ? place.beginsLine : text.charAt(start - 1) === '\n';
    const boundary = {
      at: from + start,
      level: beginsLine ? outer : outer + WITHIN_LINE,
      ...(title !== undefined && { title }),
    };
    if (beginsLine || !isNear(found.at(-1), boundary)) found.push(boundary);
    if (node.to - node.from > fits && level < DEEPEST)
      collect(childrenOf(node), { ...place, level: level + 1 }, found);
  }
}

/** In these grammars words and punctuation are named by themselves, and things with a capital. */
const IS_THING = /^[A-Z]/;
/** Within a line, one place to cut is enough for so many UTF-16 code units. */
const NEAR = 100;

function isNear(last: Boundary | undefined, { at, level }: Boundary): boolean {
  return last !== undefined && at - last.at < NEAR && last.level <= level;
}

/** What is worth a line of the outline. */
const NAMED =
  /Function|Method|Class|Interface|Declaration|Definition|Struct|Enum|Trait|Impl|Module|Namespace|Item/;

/** In Markdown blocks stand beside the headings that they are under. */
function isMarkdown(node: SyntaxNode): boolean {
  return node.type.isTop || node.parent?.name === 'Document';
}

function childrenOf(node: SyntaxNode): SyntaxNode[] {
  const children: SyntaxNode[] = [];
  for (let child = node.firstChild; child !== null; child = child.nextSibling) children.push(child);
  return children;
}

/** Indentation and what else stands before a thing on its line goes with it, if it is blank. */
function lineStart(text: string, at: number): number {
  let start = at;
  while (start > 0 && ' \t\r'.includes(text.charAt(start - 1))) start--;
  return start === 0 || text.charAt(start - 1) === '\n' ? start : at;
}

function titleOf(text: string, { from, to }: SyntaxNode): string {
  const [line = ''] = text.slice(from, Math.min(to, from + MAX_TITLE)).split('\n');
  return line.trim().toWellFormed();
}

/** The items of a text's Markdown lists, each as far as its first paragraph. */
export function listItems(text: string): string[] {
  const items: string[] = [];
  MARKDOWN.parse(withoutDeepMarkers(text)).iterate({
    enter: ({ name, node }) => {
      const paragraph = name === 'ListItem' ? node.getChild('Paragraph') : null;
      if (paragraph !== null) items.push(text.slice(paragraph.from, paragraph.to).replace(/\s+/g, ' '));
    },
  });
  return items;
}
