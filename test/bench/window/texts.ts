/** The sizes that are measured, by name. */
export const SIZES = { '200 B': 200, '20 KB': 20_000, '1 MB': 1_000_000 } as const;
export type Size = keyof typeof SIZES;

/** Bytes in each line, its end included. */
const LINE = 100;
/** More lines than are selected, so that every call has another text. */
const MORE_LINES = 1000;

const WORDS =
  'the keeper of a lighthouse wrote down what the weather had been and which ships had passed in the night so that whoever came after him would know it as well as he did and could go on from there without asking'.split(
    ' ',
  );

/** A file with a text of many equal lines, each different from the others, for one size. */
export function fileFor(size: Size): string {
  return `bench-${String(SIZES[size])}.txt`;
}

/** How many lines of the file have the size. */
export function linesFor(size: Size): number {
  return SIZES[size] / LINE;
}

/** The lines for the `count`th call. */
export function fromFor(count: number): number {
  return count % MORE_LINES;
}

export function textFor(size: Size): string {
  return Array.from({ length: linesFor(size) + MORE_LINES }, (_, line) => lineOf(line)).join('');
}

/** A line of words, which depend on its number. */
function lineOf(line: number): string {
  let text = `On day ${String(line)}`;
  for (let at = line * 7; text.length < LINE; at += 1 + (line % 5))
    text += ` ${WORDS[at % WORDS.length] ?? ''}`;
  return `${text.slice(0, LINE - 2)}.\n`;
}
