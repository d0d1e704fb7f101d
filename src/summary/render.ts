import { citationsOf } from '../call/citedAnswer.js';
import { doubtsInWords } from '../citations/references.js';
import { cutOffNote, cutPromptNote } from '../sampling/stopReason.js';
import { withoutMarks } from '../citations/marks.js';
import { citedText } from './citedText.js';
import { details, folded, linesLink, notCovered, plural, title } from './frame.js';
import type { AskedQuestion, Outcome, SummaryState } from './state.js';
import { codeBlock, harmlessMarkdown, plainText } from './untrustedMarkdown.js';

/** A summary document's Markdown: its title, how far it is, the summary, what is missing, and what is folded away. */
export function renderSummary(state: SummaryState): string {
  const { outcome } = state;
  return [
    title(state),
    status(state),
    ...offlineNote(state),
    ...(outcome.kind === 'failed' ? failure(state, outcome.error.message) : []),
    ...(outcome.kind === 'done'
      ? [citedText(outcome.answer, state, (text) => modelText(text, outcome))]
      : growing(state)),
    ...structured(state),
    ...doubts(state),
    ...notCovered(state),
    ...state.questions.flatMap(renderQuestion),
    ...parts(state),
    ...details(state),
  ]
    .filter((block) => block !== '')
    .join('\n\n')
    .concat('\n');
}

/** One text per sampling request; only the server knows what each was for. */
function growing({ texts, outcome, tool, server, offline }: SummaryState): readonly string[] {
  // Nobody else is asked for marks.
  const isMarked = tool === undefined && server === undefined && !offline;
  return texts
    .map((text) => (isMarked ? withoutMarks(text) : text))
    .filter((text) => text.trim() !== '')
    .flatMap((text, index) => [...(index === 0 ? [] : ['---']), modelText(text, outcome)]);
}

/** What a model wrote, below our own headings, with nothing that a preview would run or load. */
function modelText(text: string, { kind }: Outcome): string {
  return harmlessMarkdown(text, { isGrowing: kind === 'running' }).trimEnd();
}

/** One quiet line: what is going on, or what was done. It stands above the text, which can then grow undisturbed. */
export function status({
  model,
  offline,
  style,
  seconds,
  isStale,
  tool,
  server,
  part,
  outcome,
}: SummaryState): string {
  if (outcome.kind === 'running') return `*${plainText(outcome.notice ?? 'Writing…')}*`;
  const answer = outcome.kind === 'done' ? outcome.answer : undefined;
  const name = answer?.samplingRequests === 0 ? 'no model used' : (answer?.model ?? model);
  const facts = [
    // A tool's title names the tool, so its text has no other place.
    ...(tool === undefined ? [] : [capitalized(part)]),
    server ?? '',
    offline && tool === undefined ? 'offline extract' : name,
    offline ? '' : style,
    seconds === undefined ? '' : inSeconds(seconds),
    isStale ? 'source changed since' : '',
  ].filter((fact) => fact !== '');
  return `*${facts.map(plainText).join(' · ')}*`;
}

function inSeconds(seconds: number): string {
  if (seconds < 0.1) return 'less than 0.1 s';
  return seconds < 10 ? `${seconds.toFixed(1)} s` : `${seconds.toFixed(0)} s`;
}

function offlineNote({ offline, tool, outcome }: SummaryState): string[] {
  if (!offline || (outcome.kind === 'done' && outcome.answer.samplingRequests === 0)) return [];
  return [
    tool === undefined
      ? '> Taken from the text without a language model; nothing left this machine.'
      : '> **Offline.** The server’s sampling requests were answered with extracts of their texts, without a language model.',
  ];
}

function failure({ texts, tool }: SummaryState, message: string): string[] {
  const isEmpty = texts.every((text) => text.trim() === '');
  const nothing = tool === undefined ? 'No summary' : 'No result';
  return [`> **${isEmpty ? nothing : 'Incomplete'}.** ${plainText(message)}`];
}

/** Structured content that the text does not repeat; a summary's text already says everything. */
function structured({ outcome, tool }: SummaryState): string[] {
  if (outcome.kind !== 'done' || outcome.answer.structured === undefined) return [];
  if (tool === undefined && outcome.answer.text !== '') return [];
  return [codeBlock(JSON.stringify(outcome.answer.structured, undefined, 2), 'json')];
}

/** Why the text may be less than it seems. */
export function doubts({ outcome, tool }: SummaryState): string[] {
  if (outcome.kind !== 'done') return [];
  const { cutPrompts, stopReason, samplingRequests, summary } = outcome.answer;
  const notFound = doubtsInWords(citationsOf(outcome.answer).sentences);
  const subject = tool === undefined ? 'summary' : 'answer';
  // With several requests, any answer may be the one cut off. The server's own notes are not repeated.
  const note =
    summary?.cutOff === true
      ? undefined
      : cutOffNote(stopReason, samplingRequests > 1 ? 'one of the answers' : `the ${subject}`);
  const unread = cutPromptNote(cutPrompts);
  return [
    ...(note === undefined ? [] : [`> **Cut off.** ${plainText(note)}`]),
    ...(summary?.notes ?? []).map((own) => `> ${plainText(own)}`),
    ...(notFound === undefined ? [] : [`> **⚠** ${plainText(notFound)}`]),
    ...(unread === undefined ? [] : [`> **Possibly incomplete.** ${plainText(unread)}`]),
  ];
}

function renderQuestion({ question, text, outcome }: AskedQuestion): string[] {
  const ending =
    outcome.kind === 'running'
      ? [`*${plainText(outcome.notice ?? 'Writing…')}*`]
      : outcome.kind === 'failed'
        ? [`> **${text.trim() === '' ? 'No answer' : 'Incomplete'}.** ${plainText(outcome.error.message)}`]
        : [];
  return ['---', `**${plainText(question)}**`, ...ending, modelText(text, outcome)];
}

/** The summaries of the parts, from which the summary was merged. */
function parts(state: SummaryState): string[] {
  if (state.outcome.kind !== 'done') return [];
  const all = state.outcome.answer.summary?.parts ?? [];
  if (all.length < 2) return [];
  const texts = all.map(({ fromLine, toLine, summary }) =>
    [`**${linesLink(state, { from: fromLine, to: toLine })}**`, modelText(summary, state.outcome)].join(
      '\n\n',
    ),
  );
  return folded(plural(all.length, 'part'), texts.join('\n\n'));
}

function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
