import { abortable } from '../common/abortable.js';
import { cancelled } from '../common/errors.js';
import type { FoundSecret } from './findSecrets.js';
import { redact } from './redact.js';
import { redactRepeated } from './redactRepeated.js';
import type { TextsResult } from './searchTexts.js';

/** A text as it may be sent. */
export interface CheckedText {
  readonly text: string;
  /** What goes along with it. */
  readonly along: readonly string[];
  /** What was redacted in the text. */
  readonly redacted: readonly FoundSecret[];
}

export interface AllowedTextOptions {
  readonly text: string;
  /** What goes along with it, such as a question; one decision holds for all. */
  readonly along?: readonly string[];
  /** Searches all of it; the signal ends the search. */
  readonly search: (signal: AbortSignal) => Promise<TextsResult>;
  /** Asks about what was found, or about a search that did not finish; see `SecretsDecision`. */
  readonly decide: (result: TextsResult) => Promise<'redact' | 'send' | 'cancel'>;
}

/** Works with a text that no model may have before `until` is fulfilled. */
type Work<T> = (checked: CheckedText, signal: AbortSignal, until?: Promise<void>) => Promise<T>;

/**
 * A text that is searched for secrets before it is sent, and about which the user decides if there are some. The
 * decision holds for all tries.
 */
export class AllowedText {
  readonly #options: AllowedTextOptions;
  #searching: { readonly result: Promise<TextsResult>; readonly abort: AbortController } | undefined;
  #decided: CheckedText | undefined;

  constructor(options: AllowedTextOptions) {
    this.#options = options;
  }

  /** Begins the search ahead of its use. */
  begin(): void {
    if (this.#decided === undefined) this.#search();
  }

  /**
   * The text as it may be sent.
   *
   * @param signal ends the search
   * @throws {SummarizeError} `cancelled` also if the user does not want it sent
   */
  async checked(signal: AbortSignal): Promise<CheckedText> {
    if (this.#decided !== undefined) return this.#decided;
    const { decide } = this.#options;
    const result = await this.#result(signal);
    const decision = isClean(result) ? 'send' : await decide(result);
    if (signal.aborted) throw cancelled(signal.reason);
    if (decision === 'cancel' || (decision === 'redact' && !result.finished)) throw cancelled();
    this.#decided = decision === 'redact' && result.finished ? this.#redacted(result) : this.#unchanged;
    return this.#decided;
  }

  get #unchanged(): CheckedText {
    const { text, along = [] } = this.#options;
    return { text, along, redacted: [] };
  }

  #redacted({ found, along: foundAlong = [] }: Extract<TextsResult, { finished: true }>): CheckedText {
    const { text, along = [] } = this.#options;
    const pieces = along.map((piece, index) => redact(piece, foundAlong[index] ?? []));
    return { text: redact(text, found), along: redactRepeated(pieces, text, found), redacted: found };
  }

  /**
   * Works with the text while it is searched. If the user has to decide, that work is given up, and begins again with
   * the text that they allow.
   *
   * @param work its `until` is rejected if the text may not be sent as it is
   */
  async whileSearched<T>(work: Work<T>, signal: AbortSignal): Promise<T> {
    if (this.#decided !== undefined) return await work(this.#decided, signal);
    const doubtful = new AbortController();
    const until = this.#result(signal).then(
      (result) => {
        if (isClean(result)) return;
        doubtful.abort();
        throw cancelled();
      },
      (error: unknown) => {
        doubtful.abort();
        throw error;
      },
    );
    until.catch(() => undefined);
    try {
      return await work(this.#unchanged, AbortSignal.any([signal, doubtful.signal]), until);
    } catch (error) {
      if (signal.aborted || !doubtful.signal.aborted) throw error;
    }
    return await work(await this.checked(signal), signal);
  }

  async #result(signal: AbortSignal): Promise<TextsResult> {
    const { result, abort } = this.#search();
    try {
      return await abortable(result, signal);
    } catch (error) {
      // The next try searches again.
      abort.abort();
      this.#searching = undefined;
      throw error;
    }
  }

  #search(): { readonly result: Promise<TextsResult>; readonly abort: AbortController } {
    if (this.#searching === undefined) {
      const abort = new AbortController();
      const result = this.#options.search(abort.signal);
      // It may end before anybody waits for it.
      result.catch(() => undefined);
      this.#searching = { result, abort };
    }
    return this.#searching;
  }
}

function isClean(result: TextsResult): boolean {
  return result.finished && [result.found, ...(result.along ?? [])].every(({ length }) => length === 0);
}
