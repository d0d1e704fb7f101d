import type { Style } from '../contract/summarize.js';

/** What a style asks of a model. Short imperative sentences, because small models follow them too. */
interface StylePrompt {
  readonly form: string;
  /** Which language to write in if the user names none. */
  readonly language: string;
  /** What the summary of a part must keep for it; most styles need nothing in particular. */
  readonly keep?: string;
}

const LANGUAGE_OF_TEXT = 'Write it in the language of the text.';
const LANGUAGE_OF_COMMENTS = 'Write it in the language of the comments and messages in it, else in English.';

const PROMPTS: Readonly<Record<Style, StylePrompt>> = {
  takeaway: {
    form:
      'Write first one sentence in bold (**…**) that states the point of the text. ' +
      'Below it write a list of at most five bullets (-), the most important first, one sentence each: ' +
      'what supports the point, what was decided, what to do. ' +
      'Keep the names, figures and conditions without which a bullet would be wrong. Write no headings.',
    language: LANGUAGE_OF_TEXT,
  },
  brief: {
    form:
      'Write at most three sentences, as one paragraph, without headings or lists. ' +
      'The first sentence states the point. ' +
      'The others give only the result, decision or figure that a reader must know.',
    language: LANGUAGE_OF_TEXT,
  },
  detailed: {
    form:
      'Write first one paragraph that states the point of the text. ' +
      'Then write a section for each of its main topics, in the order of the text, ' +
      'with a heading of level 3 (###) and short paragraphs or bullets below it. ' +
      'Keep every conclusion, decision, figure, date, name, condition and open question. ' +
      'Leave out only repetition and examples.',
    language: LANGUAGE_OF_TEXT,
  },
  plain: {
    form:
      'Write it in plain words, for a reader who does not know the subject: short sentences, everyday words. ' +
      'Explain a technical term in the sentence that first uses it. ' +
      'Write at most three short paragraphs: what it is about, what it says, what follows from it. ' +
      'Keep every warning and condition. Write no headings.',
    language: LANGUAGE_OF_TEXT,
  },
  code: {
    form:
      'The text is code. Explain what it does, to a developer who has not seen it. ' +
      'Write first one sentence in bold (**…**) that states its purpose. ' +
      'Below it write at most eight bullets (-): what goes in and what comes out; the main steps, in order; ' +
      'what other code can call; what it changes outside itself, such as files, network or state; ' +
      'how it handles errors and edge cases. Leave out what does not apply. ' +
      'Write names in backticks, exactly as in the code. ' +
      'Do not copy the code, do not judge it, and say only what it shows. Write no headings.',
    language: LANGUAGE_OF_COMMENTS,
    keep:
      'The text is code. Keep what each function and class does, what other code can call, ' +
      'what it changes outside itself, and how it handles errors.',
  },
  changes: {
    form:
      'The text is a diff: lines with - were removed, lines with + were added, the others did not change. ' +
      'Describe the change to someone who has to review it. ' +
      'Write first one sentence in bold (**…**) that states what changes and, if the text says so, why. ' +
      'Below it write at most eight bullets (-), grouped by purpose, not by file, the most important first: ' +
      'how it was before and how it is now. ' +
      'Keep changed behavior, interfaces, defaults, settings and dependencies, and everything that was removed. ' +
      'Write names of files and functions in backticks. ' +
      'Say only what the diff shows. Write no headings.',
    language: LANGUAGE_OF_COMMENTS,
    keep:
      'The text is a diff: lines with - were removed, lines with + were added. ' +
      'Keep for each file what is different now: behavior, interfaces, defaults, settings, dependencies, removals.',
  },
  problems: {
    form:
      'The text is a log. Say what went wrong. ' +
      'Write first one sentence in bold (**…**) that states the most serious problem and, if the log shows it, ' +
      'its cause. If nothing went wrong, write only that, and stop. ' +
      'Below it write at most eight bullets (-), the most serious problem first. ' +
      'Each bullet gives the time, the component, the error message in backticks, and how often it came. ' +
      'Put repeated messages into one bullet. Keep the first and the last error, and what followed from what. ' +
      'Leave out routine entries. Do not guess a cause. Write no headings.',
    language: LANGUAGE_OF_COMMENTS,
    keep:
      'The text is a log. Keep every distinct error and warning, with its exact message, component, ' +
      'first and last time, and count; leave out routine entries.',
  },
  releaseNotes: {
    form:
      'The text is a list of commits. Write release notes for the users of the software. ' +
      'Write first one sentence in bold (**…**) that states the most important change. ' +
      'Below it write bullets (-) under those of these headings that have any, in this order: ' +
      '### Breaking changes, ### New, ### Fixed, ### Other. ' +
      'Write one bullet per change that a user notices, in the words of a user; join commits about the same change. ' +
      'Keep every breaking change, and issue numbers such as #12. ' +
      'Leave out merges, refactoring, tests and formatting.',
    language: LANGUAGE_OF_COMMENTS,
    keep:
      'The text is a list of commits. Keep every change that a user of the software notices, with its issue numbers, ' +
      'and what breaks.',
  },
};

/** The headings of level 1 and 2 belong to the document that the summary will stand in. */
const ALL_STYLES =
  'Begin with the content itself, without a preamble such as "Here is a summary" and without a heading of level 1 or 2; ' +
  'add nothing after it. Add nothing that the text does not say.';

/** How to write a summary in a style. */
export function inStyle(style: Style, { hasLanguage }: { readonly hasLanguage: boolean }): string {
  const { form, language } = PROMPTS[style];
  return [form, ALL_STYLES, ...(hasLanguage ? [] : [language])].join(' ');
}

/** What the summary of a part must keep for a summary of the whole in this style; often empty. */
export function toKeep(style: Style | undefined): string {
  return style === undefined ? '' : (PROMPTS[style].keep ?? '');
}
