import { abortable } from '../common/abortable.js';
import { cancelled } from '../common/errors.js';
import type { FoundSecret } from './findSecrets.js';
import { redact } from './redact.js';
import type { SearchResult } from './secretSearch.js';

/** A text as it may be sent. */
export interface CheckedText {
  readonly text: string;
  /** What was redacted. */
  readonly redacted: readonly FoundSecret[];
}

export interface AllowedTextOptions {
  readonly text: string;
  /** Searches the text; the signal ends the search. */
  readonly search: (signal: AbortSignal) => Promise<SearchResult>;
  /** Asks about what was found, or about a search that did not finish; see `SecretsDecision`. */
  readonly decide: (result: SearchResult) => Promise<'redact' | 'send' | 'cancel'>;
}

/** Works with a text that no model may have before `until` is fulfilled. */
type Work<T> = (checked: CheckedText, signal: AbortSignal, until?: Promise<void>) => Promise<T>;

/**
 * A text that is searched for secrets before it is sent, and about which the user decides if there are some. The
 * decision holds for all tries.
 */
export class AllowedText {
  readonly #options: AllowedTextOptions;
  #searching: { readonly result: Promise<SearchResult>; readonly abort: AbortController } | undefined;
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
    const { text, decide } = this.#options;
    const result = await this.#result(signal);
    const decision = isClean(result) ? 'send' : await decide(result);
    if (signal.aborted) throw cancelled(signal.reason);
    if (decision === 'cancel' || (decision === 'redact' && !result.finished)) throw cancelled();
    this.#decided =
      decision === 'redact' && result.finished
        ? { text: redact(text, result.found), redacted: result.found }
        : { text, redacted: [] };
    return this.#decided;
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
      const unchanged = { text: this.#options.text, redacted: [] };
      return await work(unchanged, AbortSignal.any([signal, doubtful.signal]), until);
    } catch (error) {
      if (signal.aborted || !doubtful.signal.aborted) throw error;
    }
    return await work(await this.checked(signal), signal);
  }

  async #result(signal: AbortSignal): Promise<SearchResult> {
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

  #search(): { readonly result: Promise<SearchResult>; readonly abort: AbortController } {
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

function isClean(result: SearchResult): boolean {
  return result.finished && result.found.length === 0;
}
