import type { Summarizing } from '../../src/server/summarizing.js';
import { NO_CACHE } from '../../src/server/answerCache.js';
import { Splitter } from '../../src/server/splitter.js';
import type { Prompt } from '../../src/server/prompts.js';

/** Something that stands in a text, and how a summary says it. */
export interface Fact {
  /** Word for word, one line. */
  readonly text: string;
  /** One sentence. */
  readonly says: string;
}

/**
 * A model that finds the facts that it knows in a text and says each in a sentence, with the number of its block as the
 * prompt asks for. It merges summaries by saying again what they say.
 */
export class CitingModel {
  /** The prompts, in their order. */
  readonly prompts: Prompt[] = [];
  readonly #facts: readonly Fact[];

  constructor(facts: readonly Fact[]) {
    this.#facts = facts;
  }

  answer(prompt: Prompt): string {
    this.prompts.push(prompt);
    const { user } = prompt;
    const isMerge = user.startsWith('Please merge');
    const text = user.slice(user.lastIndexOf('<text>\n'));
    const said = this.#facts.flatMap(({ text: fact, says }) => {
      const at = text.indexOf(isMerge ? says : fact);
      if (at < 0) return [];
      const marks = isMerge
        ? (/^(?: ?\[b?\d+\])+/.exec(text.slice(at + says.length))?.[0] ?? '')
        : (text
            .slice(0, at)
            .match(/\[b?\d+\] (?!.*\[b?\d+\] )/gs)
            ?.at(-1) ?? '');
      return [{ at, sentence: `- ${says} ${marks.trim()}`.trim() }];
    });
    if (said.length === 0) return 'Nothing of note.';
    return said
      .toSorted((one, other) => one.at - other.at)
      .map(({ sentence }) => sentence)
      .join('\n');
  }
}

/** What a summary needs besides a model. */
export function summarizingWith(
  answer: (prompt: Prompt) => string,
  signal = new AbortController().signal,
): Summarizing {
  return {
    ask: (prompt) => Promise.resolve({ text: answer(prompt()), cutOff: false }),
    splitter: new Splitter(),
    cache: NO_CACHE,
    answeredBy: 'scripted',
    onProgress: () => undefined,
    log: () => undefined,
    signal,
  };
}
