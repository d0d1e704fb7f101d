import * as vscode from 'vscode';
import { notCovered } from '../../summary/frame.js';
import { status } from '../../summary/render.js';
import type { SummaryState } from '../../summary/state.js';
import { summaryText } from '../../summary/summaryText.js';
import { harmlessMarkdown } from '../../summary/untrustedMarkdown.js';
import type { Report } from '../notify/runningItem.js';
import type { SourceText } from '../sources/sourceText.js';
import type { CallView } from '../summaries/documentView.js';

/** Lines as a model names them, `(lines 12–14)`, or an offline extract. */
const LINES = /\((lines? (\d{1,9})(?:[-–](\d{1,9}))?)\)/g;

/** The end of any line. */
const MAX_COLUMN = 2 ** 30;

/**
 * A response in VS Code's chat. What was written there cannot be taken back, so it grows by whole paragraphs, and a
 * text in parts shows only the summary of the whole.
 */
export class ChatView implements CallView {
  readonly #stream: vscode.ChatResponseStream;
  readonly #source: SourceText;
  /** What was written. */
  #written = '';
  #isUsed = false;

  constructor(stream: vscode.ChatResponseStream, source: SourceText) {
    this.#stream = stream;
    this.#source = source;
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
      if (others.length === 0 && !offline) this.#grow(text);
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

  /** Writes the paragraphs that are complete. */
  #grow(text: string): void {
    const whole = text.slice(0, text.lastIndexOf('\n\n') + 1);
    const isInFence = (whole.match(/^ {0,3}(?:```|~~~)/gm) ?? []).length % 2 === 1;
    if (whole === '' || isInFence) return;
    const shown = harmlessMarkdown(whole);
    if (!shown.startsWith(this.#written)) return;
    this.#write(shown.slice(this.#written.length), 0);
    this.#written = shown;
  }

  #end(state: SummaryState, text: string): void {
    const { offline, outcome } = state;
    const shown = harmlessMarkdown(text);
    const isSame = shown.startsWith(this.#written);
    const isSplit = outcome.kind === 'done' && (outcome.answer.summary?.parts.length ?? 1) > 1;
    // An extract of one part counts from its own first line.
    const above = offline && !isSplit ? (this.#source.firstLine ?? 1) - 1 : 0;
    this.#write(isSame ? shown.slice(this.#written.length) : `\n\n---\n\n${shown}`, above);
    this.#written = shown;
    // Chat knows no links without a place.
    const frame = [...notCovered({ ...state, link: undefined }), status(state)];
    this.#stream.markdown(['', ...frame].join('\n\n'));
  }

  /** Writes Markdown, in which lines of the source are links to them. */
  #write(markdown: string, above: number): void {
    const { place, firstLine } = this.#source;
    // The lines of several texts are not lines of one document.
    if (place === undefined || firstLine === undefined) {
      this.#stream.markdown(markdown);
      return;
    }
    let from = 0;
    for (const { 0: all, 1: words = '', 2: first = '', 3: last = first, index } of markdown.matchAll(LINES)) {
      const line = markdown.slice(markdown.lastIndexOf('\n', index) + 1, index);
      // In code, it would break the code.
      if (line.split('`').length % 2 === 0) continue;
      this.#stream.markdown(markdown.slice(from, index));
      const range = new vscode.Range(Number(first) + above - 1, 0, Number(last) + above - 1, MAX_COLUMN);
      this.#stream.anchor(new vscode.Location(place.uri, range), words);
      from = index + all.length;
    }
    this.#stream.markdown(markdown.slice(from));
  }
}
