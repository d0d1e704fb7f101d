import type { SyntaxNode, Tree } from '@lezer/common';
import type { Boundary } from './boundary.js';
import type { Grammar } from './grammars.js';
import { BudgetedParse, ParsingGivenUp } from './parse.js';

/** The initial piece size, in UTF-16 code units: a syntax tree takes many times the size of its text. */
const PIECE = 128 * 1024;
/** At this size, a piece that is a single node is split into its children. */
const LONG_PIECE = 2 * PIECE;
const MANY = 8;
const MAX_TITLE = 80;
/** People do not nest deeper than this; generated text is split between lines. */
const DEEPEST = 60;
/** Nodes that begin within a line are only used for code without line breaks. */
const WITHIN_LINE = 100;

/**
 * Where things begin in a text, by its grammar: headings in Markdown; in code the outermost nodes, and the
 * children of those longer than `fits`. Once a text takes too long to parse, or turns out not to be in its
 * language, there are no more boundaries.
 *
 * @param fits in UTF-16 code units
 * @param inFunctions whether functions longer than `fits` are split too, as they are by default
 * @param signal checked every few milliseconds
 * @param onGivenUp told from where on there are no more
 * @throws the signal's reason
 */
export async function boundariesOf(
  text: string,
  { parser, prepare }: Grammar,
  {
    fits,
    inFunctions = true,
    signal,
    onGivenUp,
  }: {
    readonly fits: number;
    readonly inFunctions?: boolean;
    readonly signal: AbortSignal;
    readonly onGivenUp?: (at: number) => void;
  },
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
      tree = await budget.piece(prepare?.(piece) ?? piece, before, from);
    } catch (error) {
      if (!(error instanceof ParsingGivenUp)) throw error;
      found.push({ at: from, level: 0 });
      onGivenUp?.(from);
      break;
    }
    const outermost = childrenOf(tree.topNode);
    const isOneThing = !isLast && outermost.at(-1)?.from === 0;
    // A longer node is split: its children are parsed as if they stood alone.
    const nodes = isOneThing && length >= LONG_PIECE ? longestList(tree.topNode) : outermost;
    const open = nodes.at(-1);
    if (isLast || (open !== undefined && open.from > 0)) {
      // The last node of a piece may continue in the next.
      const whole = isLast ? nodes : nodes.slice(0, -1);
      if (nodes !== outermost) level++;
      else if (whole.some((node) => node.type.isError)) level = 0;
      const beginsLine = from === 0 || text.charAt(from - 1) === '\n';
      collect(whole, { text: piece, from, beginsLine, fits, inFunctions, level }, found);
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

/** The children of the outermost node that is open at the end and has many. */
function longestList(top: SyntaxNode): SyntaxNode[] {
  for (let node: SyntaxNode | undefined = top; node !== undefined;) {
    const children = childrenOf(node);
    if (children.length >= MANY) return children;
    // At the cut, the closing token is missing.
    node = children.findLast(({ type }) => !type.isError);
  }
  return [];
}

interface Place {
  readonly text: string;
  /** The offset of this text in the whole. */
  readonly from: number;
  /** Whether it begins at a line start. */
  readonly beginsLine: boolean;
  readonly fits: number;
  readonly inFunctions: boolean;
  readonly level: number;
}

function collect(nodes: readonly SyntaxNode[], place: Place, found: Boundary[]): void {
  const { text, from, fits, inFunctions, level } = place;
  /** The start of the comments above the next node; they belong to it. */
  let comments: SyntaxNode | undefined;
  let before: SyntaxNode | undefined;
  for (const node of nodes) {
    // Do not split at unknown syntax.
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
    const isSplit = inFunctions || !FUNCTION.test(node.name);
    if (node.to - node.from > fits && level < DEEPEST && isSplit)
      collect(childrenOf(node), { ...place, level: level + 1 }, found);
  }
}

/** In these grammars, syntax nodes have capitalized names; keywords and punctuation do not. */
const IS_THING = /^[A-Z]/;
/** Within a line, one boundary per this many UTF-16 code units is enough. */
const NEAR = 100;

function isNear(last: Boundary | undefined, { at, level }: Boundary): boolean {
  return last !== undefined && at - last.at < NEAR && last.level <= level;
}

/** Nodes worth a line in the outline. */
const NAMED =
  /Function|Method|Class|Interface|Declaration|TypeDecl|Definition|Struct|Enum|Trait|Impl|Module|Namespace|Item/;

/** Functions, and the blocks that their bodies are; those of classes have other names. */
const FUNCTION = /^(?:Function|Method|Constructor|Arrow)|^(?:Block|CompoundStatement|Closure.*)$/;

/** In Markdown, blocks are siblings of the headings above them. */
function isMarkdown(node: SyntaxNode): boolean {
  return node.type.isTop || node.parent?.name === 'Document';
}

function childrenOf(node: SyntaxNode): SyntaxNode[] {
  const children: SyntaxNode[] = [];
  for (let child = node.firstChild; child !== null; child = child.nextSibling) children.push(child);
  return children;
}

/** Blank text before a node on its line, such as indentation, belongs to it. */
function lineStart(text: string, at: number): number {
  let start = at;
  while (start > 0 && ' \t\r'.includes(text.charAt(start - 1))) start--;
  return start === 0 || text.charAt(start - 1) === '\n' ? start : at;
}

function titleOf(text: string, { from, to }: SyntaxNode): string {
  const [line = ''] = text.slice(from, Math.min(to, from + MAX_TITLE)).split('\n');
  return line.trim().toWellFormed();
}
