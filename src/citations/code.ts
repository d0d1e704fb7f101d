/** A piece of a text, in UTF-16 code units. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** What begins or ends a fenced block, also within a list or a quotation, and what stands behind it. */
const FENCE = /^[ \t>]{0,24}(`{3,60}|~{3,60})(.{0,80})/;
const FENCE_LENGTH = 200;

/** Where a Markdown text has code, in its order: fenced blocks, and spans in backticks within a line. */
export function codeIn(text: string): readonly Span[] {
  if (!text.includes('`') && !text.includes('~~~')) return [];
  let at = 0;
  const code = fencesIn(text).flatMap((fence) => {
    const before = spansIn(text, at, fence.from);
    at = fence.to;
    return [...before, fence];
  });
  return [...code, ...spansIn(text, at, text.length)];
}

/** The fenced blocks of a Markdown text, with their fences; one that nothing ends goes on to the end of the text. */
export function fencesIn(text: string): readonly Span[] {
  if (!text.includes('```') && !text.includes('~~~')) return [];
  const fences: Span[] = [];
  let open: { readonly mark: string; readonly from: number } | undefined;
  let at = 0;
  for (const line of text.split('\n')) {
    const [, mark = '', behind = ''] = FENCE.exec(line.slice(0, FENCE_LENGTH)) ?? [];
    if (open === undefined) {
      // In "```a``` and", it is a span.
      if (mark !== '' && !behind.includes('`')) open = { mark, from: at };
    } else if (mark.startsWith(open.mark) && behind.trim() === '') {
      fences.push({ from: open.from, to: at + line.length });
      open = undefined;
    }
    at += line.length + 1;
  }
  if (open !== undefined) fences.push({ from: open.from, to: text.length });
  return fences;
}

/** The spans of the lines in a piece of a text. Each ends at the next run of as many backticks. */
function spansIn(text: string, from: number, to: number): readonly Span[] {
  const spans: Span[] = [];
  let at = from;
  for (const line of text.slice(from, to).split('\n')) {
    // How often each length is still to come, so that a run without an end is not searched for one.
    const runs = Array.from(line.matchAll(/`+/g), ({ 0: { length }, index }) => ({ length, index }));
    const left = new Map<number, number>();
    for (const { length } of runs) left.set(length, (left.get(length) ?? 0) + 1);
    let open: (typeof runs)[number] | undefined;
    for (const run of runs) {
      const others = (left.get(run.length) ?? 0) - 1;
      left.set(run.length, others);
      if (open === undefined) open = others > 0 ? run : undefined;
      else if (run.length === open.length) {
        spans.push({ from: at + open.index, to: at + run.index + run.length });
        open = undefined;
      }
    }
    at += line.length + 1;
  }
  return spans;
}
