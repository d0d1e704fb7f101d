import * as vscode from 'vscode';
import { citationsOf } from '../../call/citedAnswer.js';
import type { ToolAnswer } from '../../call/runTool.js';
import { withoutMarks, type MarkStyle } from '../../citations/marks.js';
import { oneLine } from '../../common/errors.js';
import { linesInWords, notCovered } from '../../summary/frame.js';
import { doubts, status } from '../../summary/render.js';
import type { SummaryState } from '../../summary/state.js';
import { summaryText } from '../../summary/summaryText.js';
import { plainText } from '../../summary/untrustedMarkdown.js';
import type { Report } from '../notify/runningItem.js';
import type { SourceText } from '../sources/sourceText.js';
import type { CallView } from '../summaries/documentView.js';

/** Lines as a model names them, `(lines 12–14)`, or an offline extract. */
const LINES = /\((lines? (\d{1,9})(?:[-–](\d{1,9}))?)\)/g;
/** The end of any line. */
const MAX_COLUMN = 2 ** 30;
/** What of a sentence names it, in UTF-16 code units. */
const MOST_OF_SENTENCE = 60;
const FENCE = /^ {0,3}(?:```|~~~)/;

/**
 * A response in VS Code's chat. What was written there cannot be taken back, so it grows by whole lines, and a text in
 * parts shows only the summary of the whole. Chat itself renders no HTML, loads no images from elsewhere, and runs no
 * commands that a model names.
 */
export class ChatView implements CallView {
  readonly #stream: vscode.ChatResponseStream;
  readonly #source: SourceText;
  readonly #marks: MarkStyle | undefined;
  /** What was written. */
  #written = '';
  #isInCode = false;
  #isUsed = false;

  /** @param marks how the blocks of the source are marked for the model; undefined if they are not */
  constructor(stream: vscode.ChatResponseStream, source: SourceText, marks?: MarkStyle) {
    this.#stream = stream;
    this.#source = source;
    this.#marks = marks;
  }

  /** What was written by now. */
  get text(): string {
    return this.#written;
  }

  /** Whether anything was shown. */
  get isUsed(): boolean {
    return this.#isUsed;
  }

  async whileRunning<T>(_title: string, work: (report: Report) => Promise<T>): Promise<T> {
    this.#isUsed = true;
    return await work((message) => {
      if (this.#written === '') this.#stream.progress(message);
    });
  }

  show(state: SummaryState): void {
    const { texts, outcome, offline } = state;
    if (outcome.kind === 'running') {
      const [text = '', ...others] = texts;
      // Lines that have ended.
      const ended = text.slice(0, text.lastIndexOf('\n') + 1);
      if (others.length === 0 && !offline)
        this.#write(this.#marks === undefined ? ended : withoutMarks(ended, this.#marks), 0);
    } else if (outcome.kind === 'done') {
      this.#end(state, summaryText(outcome.answer));
    }
  }

  open(): Promise<void> {
    return Promise.resolve();
  }

  canTakeBack(): boolean {
    return this.#written === '';
  }

  ready(): void {
    // Chat tells it itself.
  }

  #end(state: SummaryState, text: string): void {
    const { offline, outcome } = state;
    const isSplit = outcome.kind === 'done' && (outcome.answer.summary?.parts.length ?? 1) > 1;
    // An extract of one part counts from its own first line.
    const above = offline && !isSplit ? (this.#source.firstLine ?? 1) - 1 : 0;
    if (!text.startsWith(this.#written)) {
      this.#stream.markdown(`${this.#isInCode ? '\n```' : ''}\n\n---\n\n`);
      this.#written = '';
      this.#isInCode = false;
    }
    this.#write(text, above);
    if (this.#isInCode) this.#stream.markdown('\n```');
    // What was written cannot get its links any more.
    if (!offline && outcome.kind === 'done') this.#writeLines(outcome.answer, state);
    // Chat knows no links without a place.
    const frame = [...doubts(state), ...notCovered({ ...state, link: undefined }), status(state)];
    this.#stream.markdown(['', ...frame].join('\n\n'));
  }

  /** Writes what of a text was not written yet, in which lines of the source become links to them. */
  #write(text: string, above: number): void {
    if (text.length <= this.#written.length || !text.startsWith(this.#written)) return;
    const fresh = text.slice(this.#written.length);
    this.#written = text;
    for (const line of fresh.split(/(?<=\n)/)) {
      if (FENCE.test(line)) this.#isInCode = !this.#isInCode;
      if (this.#isInCode) this.#stream.markdown(line);
      else this.#writeLine(line, above);
    }
  }

  /** The lines that the sentences rest on, below the text. */
  #writeLines(answer: ToolAnswer, { sentenceLines = [] }: SummaryState): void {
    const { place } = this.#source;
    const { sentences } = citationsOf(answer);
    if (place === undefined || sentenceLines.every((lines) => lines.length === 0)) return;
    this.#stream.markdown('\n\n**Where it stands**\n');
    for (const [index, { text }] of sentences.entries()) {
      const lines = (sentenceLines[index] ?? []).filter((line) => line !== null);
      if (lines.length === 0) continue;
      const words = oneLine(text.replace(/[*_`[\]<>|]/g, ''), MOST_OF_SENTENCE);
      this.#stream.markdown(`\n- ${plainText(words)} `);
      for (const { from, to } of lines) {
        const range = new vscode.Range(from - 1, 0, to - 1, MAX_COLUMN);
        this.#stream.anchor(new vscode.Location(place.uri, range), linesInWords({ from, to }));
      }
    }
    this.#stream.markdown('\n');
  }

  #writeLine(line: string, above: number): void {
    const { place, firstLine } = this.#source;
    let from = 0;
    // The lines of several texts are not lines of one document.
    const found = place === undefined || firstLine === undefined ? [] : line.matchAll(LINES);
    for (const { 0: all, 1: words = '', 2: first = '', 3: last = first, index } of found) {
      const [fromLine, toLine] = [Number(first) + above, Number(last) + above];
      // In code, a link would break the code.
      const isCode = line.slice(0, index).split('`').length % 2 === 0;
      if (place === undefined || isCode || fromLine < 1 || toLine < fromLine) continue;
      this.#stream.markdown(line.slice(from, index));
      const range = new vscode.Range(fromLine - 1, 0, toLine - 1, MAX_COLUMN);
      this.#stream.anchor(new vscode.Location(place.uri, range), words);
      from = index + all.length;
    }
    this.#stream.markdown(line.slice(from));
  }
}
