import { isEnvFile } from './envFile.js';
import { placesIn, type Start } from './places.js';

/** The text of an `.env` file within another one, and the mapping back. */
export interface EnvText {
  readonly text: string;
  /** Maps a position to the text that it is in. */
  readonly origin: (place: number) => number;
}

/**
 * The `.env` files in a text: those among several files that are joined with a line above each (`===== app/.env =====`,
 * `==> app/.env <==`), and those in a unified diff, a text for each hunk, with old and new lines in their order. When in
 * doubt, more of the text counts as such a file. Linear time.
 */
export function envTextsIn(text: string): readonly EnvText[] {
  return new EnvTextScanner(text).texts();
}

class EnvTextScanner {
  readonly #text: string;
  readonly #found: EnvText[] = [];
  /** Whether the lines belong to an `.env` file: one of several, or one in a diff. */
  #within: 'file' | 'diff' | undefined;
  /** How many characters of each line in the hunk say whether it is old or new; 0 before the first hunk. */
  #columns = 0;
  #pieces: string[] = [];
  #starts: Start[] = [];
  #length = 0;

  constructor(text: string) {
    this.#text = text;
  }

  texts(): readonly EnvText[] {
    for (let from = 0; from < this.#text.length;) {
      const end = this.#text.indexOf('\n', from);
      const to = end < 0 ? this.#text.length : end + 1;
      this.#readLine(from, to);
      from = to;
    }
    this.#finish();
    return this.#found;
  }

  #readLine(from: number, to: number): void {
    const name = this.#nameAbove(from, to);
    if (name !== undefined) {
      this.#finish();
      this.#within = isEnvName(name) ? 'file' : undefined;
    } else if (this.#within === 'file') {
      this.#add(from, to);
    } else if (this.#text.startsWith('--- ', from) && this.#isDiffHeader(from, to)) {
      this.#finish();
    } else if (this.#within === 'diff') {
      this.#readDiffLine(from, to);
    }
  }

  /** The name in a line above one of several files. */
  #nameAbove(from: number, to: number): string | undefined {
    for (const [start, end] of [
      ['===== ', ' ====='],
      ['==> ', ' <=='],
    ] as const) {
      if (!this.#text.startsWith(start, from)) continue;
      const line = this.#text.slice(from, to).trimEnd();
      if (line.length > start.length + end.length && line.endsWith(end))
        return line.slice(start.length, -end.length);
    }
    return undefined;
  }

  /** Whether a file's changes begin here: within a hunk, a removed line may look like the first of these three. */
  #isDiffHeader(from: number, to: number): boolean {
    if (!this.#text.startsWith('+++ ', to)) return false;
    const end = this.#text.indexOf('\n', to) + 1;
    if (end === 0 || !this.#text.startsWith('@@', end)) return false;
    const names = [this.#text.slice(from + 4, to), this.#text.slice(to + 4, end)];
    this.#finish();
    this.#columns = 0;
    this.#within = names.some((name) => isEnvName(name.split('\t', 1)[0] ?? '')) ? 'diff' : undefined;
    return true;
  }

  #readDiffLine(from: number, to: number): void {
    const first = this.#text.charAt(from);
    if (first === '@') {
      this.#finish();
      this.#readHunkHeader(from, to);
    } else if ('+- \r\n'.includes(first)) {
      if (this.#columns > 0) this.#add(Math.min(from + this.#columns, to), to);
    } else if (first !== '\\') {
      // Such as `diff`, `commit` or `Index:`.
      this.#finish();
      this.#within = undefined;
    }
  }

  /** `@@ -1,3 +1,4 @@ KEY=value`: behind it comes a line from above the hunk. In a merge, there is an `@` more. */
  #readHunkHeader(from: number, to: number): void {
    let at = from;
    while (this.#text.charAt(at) === '@') at++;
    this.#columns = at - from - 1;
    const line = this.#text.slice(at, to);
    const signs = '@'.repeat(at - from);
    const end = line.indexOf(signs);
    if (end >= 0) this.#add(at + end + signs.length, to);
  }

  #add(from: number, to: number): void {
    this.#starts.push({ here: this.#length, there: from });
    this.#pieces.push(this.#text.slice(from, to));
    this.#length += to - from;
  }

  #finish(): void {
    if (this.#pieces.length > 0) {
      this.#found.push({ text: this.#pieces.join(''), origin: placesIn(this.#starts) });
    }
    this.#pieces = [];
    this.#starts = [];
    this.#length = 0;
  }
}

/** Git puts quotes around names with special characters; a link to such a file has its name behind an arrow. */
function isEnvName(path: string): boolean {
  const name =
    path
      .trimEnd()
      .replace(/^"|"$/g, '')
      .split(/[/\\]| → /)
      .at(-1) ?? '';
  return isEnvFile(name);
}
