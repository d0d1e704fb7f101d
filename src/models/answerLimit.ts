export interface AnswerLimits {
  readonly stopSequences: readonly string[];
  /** In tokens. */
  readonly maxTokens: number;
  /** Counts a text's tokens; a token is at least one byte of UTF-8. */
  readonly countTokens: (text: string) => number | Promise<number>;
}

/**
 * Ends an answer where its request requires, for models that have no such options: before the first stop sequence,
 * and at the token limit.
 */
export class AnswerLimit {
  readonly #limits: AnswerLimits;
  readonly #longest: number;
  #text = '';
  /** A possible beginning of a stop sequence. */
  #held = '';
  /** The text's tokens and bytes at the last count. */
  #counted = { tokens: 0, bytes: 0 };
  #bytes = 0;
  #ended: 'stopSequence' | 'maxTokens' | undefined;

  constructor(limits: AnswerLimits) {
    this.#limits = limits;
    this.#longest = Math.max(0, ...limits.stopSequences.map(({ length }) => length));
  }

  /** The part of the answer that may be passed on so far. */
  get text(): string {
    return this.#text;
  }

  /** Why the answer has ended, if it has; anything after that is ignored. */
  get ended(): 'stopSequence' | 'maxTokens' | undefined {
    return this.#ended;
  }

  /** @returns what may be passed on now */
  async add(delta: string): Promise<string> {
    if (this.#ended !== undefined) return '';
    const pending = this.#held + delta;
    const stop = firstOf(this.#limits.stopSequences, pending);
    if (stop !== undefined) {
      this.#held = '';
      const last = await this.#take(pending.slice(0, stop));
      this.#ended ??= 'stopSequence';
      return last;
    }
    const from = this.#longest === 0 ? pending.length : Math.max(0, pending.length - this.#longest + 1);
    this.#held = pending.slice(from);
    return await this.#take(pending.slice(0, from));
  }

  /** The model has finished. @returns what may be passed on now */
  async end(): Promise<string> {
    const rest = this.#held;
    this.#held = '';
    return this.#ended === undefined ? await this.#take(rest) : '';
  }

  async #take(piece: string): Promise<string> {
    const { maxTokens, countTokens } = this.#limits;
    const bytes = this.#bytes + Buffer.byteLength(piece);
    let fitting = piece;
    // The limit cannot be reached in fewer bytes than there are tokens left.
    if (bytes - this.#counted.bytes > maxTokens - this.#counted.tokens) {
      const tokens = await countTokens(this.#text + piece);
      if (tokens > maxTokens) {
        fitting = await this.#fitting(piece);
        this.#ended = 'maxTokens';
      } else {
        this.#counted = { tokens, bytes };
      }
    }
    this.#text += fitting;
    this.#bytes = bytes;
    return fitting;
  }

  /** The longest beginning of a piece that still fits. */
  async #fitting(piece: string): Promise<string> {
    const { maxTokens, countTokens } = this.#limits;
    const characters = Array.from(piece);
    let low = 0;
    let high = characters.length;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      const text = this.#text + characters.slice(0, middle).join('');
      if ((await countTokens(text)) <= maxTokens) low = middle;
      else high = middle - 1;
    }
    return characters.slice(0, low).join('').trimEnd();
  }
}

function firstOf(stopSequences: readonly string[], text: string): number | undefined {
  const found = stopSequences.map((stop) => text.indexOf(stop)).filter((at) => at >= 0);
  return found.length === 0 ? undefined : Math.min(...found);
}
