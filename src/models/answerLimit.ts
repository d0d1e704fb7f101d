export interface AnswerLimits {
  readonly stopSequences: readonly string[];
  /** In tokens. */
  readonly maxTokens: number;
  /** How many tokens a text has; a token is at least one byte of UTF-8. */
  readonly countTokens: (text: string) => number | Promise<number>;
}

/**
 * Ends an answer where its request wants it to end, for models that cannot be told: before the first stop
 * sequence, and at the token limit.
 */
export class AnswerLimit {
  readonly #limits: AnswerLimits;
  readonly #longest: number;
  #text = '';
  /** What could be the beginning of a stop sequence. */
  #held = '';
  /** How many tokens the text had when they were last counted, and how long it was, in bytes. */
  #counted = { tokens: 0, bytes: 0 };
  #bytes = 0;
  #ended: 'stopSequence' | 'maxTokens' | undefined;

  constructor(limits: AnswerLimits) {
    this.#limits = limits;
    this.#longest = Math.max(0, ...limits.stopSequences.map(({ length }) => length));
  }

  /** The answer so far, as far as it may be handed on. */
  get text(): string {
    return this.#text;
  }

  /** Why the answer is over, if it is; what comes behind is void. */
  get ended(): 'stopSequence' | 'maxTokens' | undefined {
    return this.#ended;
  }

  /** @returns what may be handed on now */
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

  /** The model has written all it would. @returns what may be handed on now */
  async end(): Promise<string> {
    const rest = this.#held;
    this.#held = '';
    return this.#ended === undefined ? await this.#take(rest) : '';
  }

  async #take(piece: string): Promise<string> {
    const { maxTokens, countTokens } = this.#limits;
    const bytes = this.#bytes + Buffer.byteLength(piece);
    let fitting = piece;
    // Before as many bytes as there are tokens left, the limit cannot be reached.
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

  /** The longest beginning of a piece that fits behind the text. */
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
