import type { MarkdownIt } from 'markdown-it';

/** A `$` that may begin a formula. */
export const DOLLAR = 'dollar';
/** A formula in lines of its own. */
export const MATH_BLOCK = 'math_block';

/**
 * Math as VS Code's preview has it: the rules stand where those of its extension `markdown-math` do, and take effect
 * wherever those may. A `$` comes before a code span, and `$$` before a code block that begins below it.
 */
export function previewMath({ block, inline }: MarkdownIt): void {
  inline.ruler.after('escape', DOLLAR, (state, silent) => {
    if (state.src[state.pos] !== '$') return false;
    if (!silent) state.push(DOLLAR, '', 0);
    state.pos++;
    return true;
  });
  block.ruler.after(
    'blockquote',
    MATH_BLOCK,
    (state, start, end, silent) => {
      const lineAt = (at: number): string =>
        state.src.slice((state.bMarks[at] ?? 0) + (state.tShift[at] ?? 0), state.eMarks[at]).trim();
      const first = lineAt(start);
      if (!first.startsWith('$$')) return false;
      if (silent) return true;
      let last = start;
      let isClosed = first.length >= 4 && first.endsWith('$$');
      while (!isClosed && ++last < end) {
        const line = lineAt(last);
        // What stands left of a list ends it. The line itself is lost, as it is there.
        isClosed = line.includes('$$') || (line !== '' && (state.tShift[last] ?? 0) < state.blkIndent);
      }
      state.line = last + 1;
      state.push(MATH_BLOCK, '', 0).map = [start, state.line];
      return true;
    },
    { alt: ['paragraph', 'reference', 'blockquote', 'list'] },
  );
}
