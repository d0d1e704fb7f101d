import { inDollars, type Cost } from '../money/prices.js';
import { cutOffNote, cutPromptNote } from '../sampling/stopReason.js';
import type { SummaryState } from './state.js';
import { codeBlock, codeSpan, harmlessMarkdown, plainText } from './untrustedMarkdown.js';

const number = new Intl.NumberFormat('en-US');

/** A summary document's Markdown. */
export function renderSummary(state: SummaryState): string {
  const { texts } = state;
  return [
    heading(state),
    origin(state),
    ...offlineNote(state),
    // One text per sampling request; only the server knows what each was for.
    ...texts
      .filter((text) => text.trim() !== '')
      .flatMap((text, index) => [...(index === 0 ? [] : ['---']), harmlessMarkdown(text).trimEnd()]),
    ...structured(state),
    ...ending(state),
  ]
    .filter((block) => block !== '')
    .join('\n\n')
    .concat('\n');
}

function heading({ title, tool }: SummaryState): string {
  if (tool === undefined) return `## Summary of ${codeSpan(title)}`;
  return title === '' ? `## ${codeSpan(tool)}` : `## ${codeSpan(tool)} with ${codeSpan(title)}`;
}

/** Structured content that the text does not repeat; a summary's text already says everything. */
function structured({ outcome, tool }: SummaryState): string[] {
  if (outcome.kind !== 'done' || outcome.answer.structured === undefined) return [];
  if (tool === undefined && outcome.answer.text !== '') return [];
  return [codeBlock(JSON.stringify(outcome.answer.structured, undefined, 2), 'json')];
}

function origin({ part, server, model, outcome }: SummaryState): string {
  const answered = outcome.kind === 'done' ? outcome.answer : undefined;
  const name = answered?.samplingRequests === 0 ? 'no model used' : (answered?.model ?? model);
  const names = [server ?? '', name].filter((one) => one !== '');
  return `*${[capitalized(part), ...names].map(plainText).join(' · ')}*`;
}

function offlineNote({ offline, tool, outcome }: SummaryState): string[] {
  if (!offline || (outcome.kind === 'done' && outcome.answer.samplingRequests === 0)) return [];
  return [
    tool === undefined
      ? '> **Offline extract.** Lines and figures that matter in a text of its kind. No language model was used, and nothing left this machine.'
      : '> **Offline.** The server’s sampling requests were answered with extracts of their texts. No language model was used.',
  ];
}

function ending({ offline, tool, outcome, texts }: SummaryState): string[] {
  const [thing, subject] = tool === undefined ? ['summary', 'summary'] : ['result', 'answer'];
  switch (outcome.kind) {
    case 'running':
      return [`*${plainText(outcome.notice ?? 'Writing…')}*`];
    case 'failed': {
      const isEmpty = texts.every((text) => text === '');
      return ['---', `**${isEmpty ? `No ${thing}` : 'Incomplete'}.** ${plainText(outcome.error.message)}`];
    }
    case 'done': {
      const { usage, cost, cutPrompts, stopReason, samplingRequests, dropped, summary } = outcome.answer;
      const figures =
        offline || samplingRequests === 0
          ? []
          : [
              `${number.format(usage.inputTokens)} tokens in`,
              `${number.format(usage.outputTokens)} out`,
              ...describeCost(cost),
              ...(samplingRequests === 1 ? [] : [`${number.format(samplingRequests)} sampling requests`]),
            ];
      const footer = [
        ...(figures.length === 0 ? [] : [`*${figures.join(' · ')}*`]),
        ...(dropped.length === 0
          ? []
          : [`*Not passed on to the model: ${dropped.map(plainText).join(', ')}*`]),
      ];
      // With several requests, any answer may be the one cut off. A note in the summary's own text is not repeated.
      const note =
        summary?.cutOff === true
          ? undefined
          : cutOffNote(stopReason, samplingRequests > 1 ? 'one of the answers' : `the ${subject}`);
      const unread = cutPromptNote(cutPrompts);
      return [
        ...(note === undefined ? [] : [`> **Cut off.** ${plainText(note)}`]),
        ...(unread === undefined ? [] : [`> **Possibly incomplete.** ${plainText(unread)}`]),
        ...(footer.length === 0 ? [] : ['---', ...footer]),
      ];
    }
  }
}

/** The cost, and how much the prompt cache saved; nothing if it is unknown. */
function describeCost(cost: Cost | undefined): string[] {
  if (cost === undefined) return [];
  const saved = cost.saved > 0 ? ` (${inDollars(cost.saved)} saved by the prompt cache)` : '';
  return [`${inDollars(cost.dollars)}${saved}`];
}

function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
