/** The position of a variable's value, in UTF-16 code units. */
export interface EnvValue {
  /** The variable; empty for a line without an assignment. */
  readonly name: string;
  readonly from: number;
  readonly to: number;
}

/** Matches `.env`, `.envrc`, `.env.local` and `prod.env`, case-insensitively. */
export function isEnvFile(name: string): boolean {
  return /^\.(?:flask)?env(?:rc)?(?![a-z0-9])|^\.dev\.vars(?![a-z0-9])|\.env(?:rc)?(?:\.(?:local|dev|development|test|staging|prod|production|example))*$/i.test(
    name,
  );
}

/**
 * The values in an `.env` file or an `.envrc`, in order. Existing parsers do not report positions.
 *
 * Dialects differ; when in doubt, more of the line counts as the value. A quoted value ends at a quote followed only
 * by a comment, or else at the end of its line; a `#` begins a comment only after white space; and a line that is
 * neither empty, a comment nor an assignment is a value as a whole, because it may continue one. The scanner only
 * moves forward, so it takes linear time.
 */
export function envValues(text: string): readonly EnvValue[] {
  return new EnvScanner(text).values();
}

const QUOTES = '"\'`';

class EnvScanner {
  readonly #text: string;
  readonly #found: EnvValue[] = [];
  /** The current line, without its line break. */
  #start: number;
  #end = 0;
  /** Whether the last value may continue in this line: its quote is still open, or it was not an assignment. */
  #goesOn: 'no' | 'perhaps' | 'inQuotes' = 'no';

  constructor(text: string) {
    this.#text = text;
    this.#start = text.startsWith('\ufeff') ? 1 : 0;
  }

  values(): readonly EnvValue[] {
    while (this.#start < this.#text.length) {
      this.#end = this.#lineEnd(this.#start);
      this.#readLine();
      // After a multi-line value, this is the end of its last line.
      this.#start = this.#end + 1;
    }
    return this.#found.filter(({ from, to }) => from < to);
  }

  #readLine(): void {
    const from = this.#skip(this.#start, isBlank);
    if (from === this.#end) return;
    if (this.#text[from] === '#' && this.#goesOn !== 'inQuotes') {
      this.#readComment(from);
      return;
    }
    const assignment = this.#readName(from);
    if (assignment === undefined) {
      this.#addRest(from);
      return;
    }
    const { name, valueAt } = assignment;
    const quote = this.#text.charAt(valueAt);
    if (valueAt < this.#end && QUOTES.includes(quote)) this.#readQuoted(name, valueAt + 1, quote);
    else this.#readPlain(name, valueAt);
  }

  /** A commented-out assignment still holds its value. */
  #readComment(from: number): void {
    const at = this.#skip(from, (character) => character === '#' || isBlank(character));
    const { name, valueAt } = this.#readName(at) ?? { name: '', valueAt: at };
    if (name !== '' && this.#text.slice(at, valueAt).includes('='))
      this.#add(name, valueAt, this.#end, this.#goesOn);
  }

  /** `NAME=`, `export NAME=`, `NAME: `; undefined if the line has no assignment. */
  #readName(from: number): { readonly name: string; readonly valueAt: number } | undefined {
    let nameAt = from;
    let nameEnd = this.#skip(nameAt, isNameCharacter);
    let at = this.#skip(nameEnd, isBlank);
    if (at > nameEnd && at < this.#end && this.#text.slice(nameAt, nameEnd) === 'export') {
      nameAt = at;
      nameEnd = this.#skip(nameAt, isNameCharacter);
      at = this.#skip(nameEnd, isBlank);
    }
    const sign = this.#text.charAt(at);
    if (nameEnd === nameAt || at >= this.#end || (sign !== '=' && sign !== ':')) return undefined;
    const valueAt = this.#skip(at + 1, isBlank);
    // After an open value, `Zx3k==` is the end of a Base64 key rather than a variable.
    const padding = this.#skip(valueAt, (character) => character === '=');
    if (padding === this.#end && (padding > valueAt || this.#goesOn !== 'no')) return undefined;
    return { name: this.#text.slice(nameAt, nameEnd), valueAt };
  }

  #readQuoted(name: string, from: number, quote: string): void {
    let hasQuote = false;
    for (let at = this.#nextQuote(from, quote); at < this.#end; at = this.#nextQuote(at + 1, quote)) {
      hasQuote = true;
      if (this.#isCommentOrNothing(at + 1)) {
        this.#add(name, from, at);
        return;
      }
    }
    // A multi-line value ends at the first quote.
    const last = hasQuote ? this.#text.length : this.#nextQuote(this.#end, quote, this.#text.length);
    if (last < this.#text.length) {
      const lineEnd = this.#lineEnd(last);
      if (this.#isCommentOrNothing(last + 1, lineEnd)) {
        this.#end = lineEnd;
        this.#add(name, from, last);
        return;
      }
    }
    this.#add(name, from, this.#end, 'inQuotes');
  }

  #readPlain(name: string, from: number): void {
    let to = this.#end;
    for (let at = from; at < this.#end; at++) {
      const character = this.#text.charAt(at);
      // Inside shell quotes, a `#` does not begin a comment.
      if (QUOTES.includes(character)) break;
      if (character === '#' && isBlank(this.#text.charAt(at - 1))) {
        to = at;
        break;
      }
    }
    while (to > from && isBlank(this.#text.charAt(to - 1))) to--;
    // A shell goes on in the next line.
    this.#add(name, from, to, this.#text[this.#end - 1] === '\\' ? 'inQuotes' : 'no');
  }

  /** The whole line, as part of the previous value or as a value of its own. */
  #addRest(from: number): void {
    const last = this.#found.at(-1);
    if (this.#goesOn === 'no' || last === undefined) {
      this.#add('', from, this.#end, 'perhaps');
      return;
    }
    this.#found[this.#found.length - 1] = { ...last, to: this.#end };
  }

  #add(name: string, from: number, to: number, goesOn: 'no' | 'perhaps' | 'inQuotes' = 'no'): void {
    this.#goesOn = goesOn;
    this.#found.push({ name, from, to });
  }

  #isCommentOrNothing(from: number, end = this.#end): boolean {
    const at = this.#skip(from, isBlank, end);
    return at === end || (at > from && this.#text[at] === '#');
  }

  #skip(from: number, isSkipped: (character: string) => boolean, end = this.#end): number {
    let at = from;
    while (at < end && isSkipped(this.#text.charAt(at))) at++;
    return at;
  }

  /** The next unescaped quote, or the end if there is none. */
  #nextQuote(from: number, quote: string, end = this.#end): number {
    for (let at = from; at < end; at++) {
      const character = this.#text[at];
      if (character === quote) return at;
      if (character === '\\') at++;
    }
    return end;
  }

  /** A line ends with `\n`, `\r\n` or, as in other parsers, `\r`. */
  #lineEnd(from: number): number {
    let at = from;
    while (at < this.#text.length && this.#text[at] !== '\n' && this.#text[at] !== '\r') at++;
    return at;
  }
}

function isBlank(character: string): boolean {
  return character === ' ' || character === '\t';
}

function isNameCharacter(character: string): boolean {
  return /^[\w.-]$/.test(character);
}
