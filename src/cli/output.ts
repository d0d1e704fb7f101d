import { citationsOf } from '../call/citedAnswer.js';
import { behindSentences, doubtsInWords, referenceOf } from '../citations/references.js';
import type { Citations } from '../contract/summarize.js';
import type { SummarizeError } from '../common/errors.js';
import { KnownSecrets } from '../secrets/knownSecrets.js';
import { cutOffNote, cutPromptNote } from '../sampling/stopReason.js';
import type { ToolAnswer } from '../call/runTool.js';

export interface CliOutputOptions {
  readonly json: boolean;
  readonly streaming: boolean;
  /** Whether each sentence is followed by the lines that it rests on. */
  readonly cite?: boolean;
  readonly resultName?: 'summary' | 'result' | 'answer';
  /** Blanked in everything that is printed; answers arrive already blanked. */
  readonly secrets?: KnownSecrets;
}

/** What the command line prints; `--help` documents the format of standard output. */
export class CliOutput {
  readonly #json: boolean;
  /** The JSON key of the tool's result. */
  readonly #resultName: 'summary' | 'result' | 'answer';
  /** Whether the text is printed as the model writes it, or only the finished result. */
  #streaming: boolean;
  readonly #secrets: KnownSecrets;
  readonly #cite: boolean;
  #printed = '';
  #held = '';

  constructor({
    json,
    streaming,
    cite = false,
    resultName = 'summary',
    secrets = new KnownSecrets(),
  }: CliOutputOptions) {
    this.#cite = cite;
    this.#secrets = secrets;
    this.#json = json;
    this.#resultName = resultName;
    this.#streaming = streaming && !json;
  }

  /** Only the first request can be the whole answer: the server makes more where that was refused as too long. */
  readonly onText = (delta: string, request: number): void => {
    if (!this.#streaming || request > 0) return;
    // Half of a surrogate pair waits for the other half: alone it has no UTF-8 encoding.
    const text = this.#held + delta;
    this.#held = /[\ud800-\udbff]$/.exec(text)?.[0] ?? '';
    const whole = text.slice(0, text.length - this.#held.length);
    this.#printed += whole;
    process.stdout.write(whole);
  };

  /** Prints nothing before the result. */
  readonly holdBack = (): void => {
    this.#streaming = false;
  };

  readonly onRetry = (reason: string): void => {
    this.say(reason);
  };

  readonly onNotice = (notice: string): void => {
    this.say(notice);
  };

  /** What was written to standard output cannot be taken back. */
  readonly takeBack = (): boolean => this.#printed === '';

  readonly say = (sentence: string): void => {
    process.stderr.write(`mcp-summarize: ${this.#secrets.hideIn(sentence)}\n`);
  };

  readonly serverWords = (line: string): void => {
    process.stderr.write(`[server] ${this.#secrets.hideIn(line)}\n`);
  };

  done(summary: ToolAnswer): void {
    if (this.#json) {
      const {
        text,
        structured,
        content,
        summary: whole,
        answer,
        model,
        stopReason,
        usage,
        cost,
        samplingRequests,
      } = summary;
      printJson({
        // Its notes are in the lines below.
        [this.#resultName]: this.#resultName === 'answer' ? (answer?.answer ?? text) : text,
        ...(answer !== undefined && { read: answer.read, parts: answer.parts }),
        ...(whole !== undefined && { gaps: whole.gaps }),
        ...(this.#resultName === 'summary' && citationsIn(summary)),
        ...(structured !== undefined && { structuredContent: structured }),
        ...(content !== undefined && { content }),
        model: model ?? null,
        stopReason: stopReason ?? null,
        usage,
        ...(cost !== undefined && { costUSD: cost.dollars }),
        samplingRequests,
      });
    } else if (summary.isDescribed === true || summary.text === '') {
      if (summary.text !== '')
        this.say(
          `The result contains no text, only ${summary.text.replaceAll('\n', ', ')}; use --json to print it.`,
        );
      this.#printStructured(summary);
    } else {
      const text = this.#cite ? withLines(summary) : summary.text;
      const rest = text.startsWith(this.#printed) ? text.slice(this.#printed.length) : `\n${text}`;
      process.stdout.write(endLine(rest, this.#printed));
      if (this.#resultName === 'result') this.#printStructured(summary);
    }
    const doubts = doubtsInWords(citationsOf(summary).sentences);
    if (doubts !== undefined) this.say(doubts);
    for (const { part, fromLine, toLine, reason } of summary.summary?.gaps ?? []) {
      this.say(
        `Part ${String(part)} (lines ${String(fromLine)}–${String(toLine)}) could not be summarized: ${reason}.`,
      );
    }
    const note = cutOffNote(
      summary.stopReason,
      summary.samplingRequests > 1 ? 'one of the answers' : `the ${this.#resultName}`,
    );
    if (note !== undefined) this.say(note);
    const unread = cutPromptNote(summary.cutPrompts);
    if (unread !== undefined) this.say(unread);
    if (summary.dropped.length > 0) {
      this.say(`Not passed on to the model, which does not support it: ${summary.dropped.join(', ')}.`);
    }
  }

  #printStructured({ structured }: ToolAnswer): void {
    if (structured !== undefined) process.stdout.write(`${JSON.stringify(structured, undefined, 2)}\n`);
  }

  tools(listing: string, tools: readonly unknown[]): void {
    if (this.#json) printJson(this.#secrets.hideInJson({ tools }));
    else process.stdout.write(this.#secrets.hideIn(listing));
  }

  failed(failure: SummarizeError): void {
    const error = this.#secrets.hideInError(failure);
    if (this.#json) printJson({ error: { code: error.code, message: error.message } });
    else if (this.#printed !== '') process.stdout.write('\n\n[incomplete]\n');
    this.say(error.message);
  }
}

/** The bundled server puts the lines into its text itself. */
function withLines(answer: ToolAnswer): string {
  const { sentences } = answer.citations ?? { sentences: [] };
  return behindSentences(answer.text, sentences, referenceOf);
}

function citationsIn(answer: ToolAnswer): Citations | undefined {
  const { sentences, coverage } = citationsOf(answer);
  return sentences.length === 0 ? undefined : { sentences, coverage };
}

function endLine(rest: string, before: string): string {
  return (rest === '' ? before : rest).endsWith('\n') ? rest : `${rest}\n`;
}

function printJson(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value)}\n`);
}
