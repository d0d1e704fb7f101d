import { cutOffNote } from '../sampling/stopReason.js';
import type { SummaryState } from './state.js';
import { codeSpan, harmlessMarkdown, plainText } from './untrustedMarkdown.js';

const number = new Intl.NumberFormat('en-US');

/** A summary document's Markdown. */
export function renderSummary(state: SummaryState): string {
  return [
    `## Summary of ${codeSpan(state.title)}`,
    origin(state),
    ...(state.offline
      ? [
          '> **Offline summary.** Sentences picked from the text, word for word; no language model was asked and nothing left this machine.',
        ]
      : []),
    harmlessMarkdown(state.text).trimEnd(),
    ...ending(state),
  ]
    .filter((block) => block !== '')
    .join('\n\n')
    .concat('\n');
}

function origin({ part, model, outcome }: SummaryState): string {
  const name = outcome.kind === 'done' ? (outcome.summary.model ?? model) : model;
  return `*${capitalized(plainText(part))} · ${plainText(name)}*`;
}

function ending({ offline, outcome, text }: SummaryState): string[] {
  switch (outcome.kind) {
    case 'running':
      return [`*${plainText(outcome.notice ?? 'Writing…')}*`];
    case 'failed':
      return ['---', `**${text === '' ? 'No summary' : 'Incomplete'}.** ${plainText(outcome.error.message)}`];
    case 'done': {
      const { usage, stopReason, samplingRequests, dropped } = outcome.summary;
      const tokens = offline
        ? 'No tokens used'
        : `${number.format(usage.inputTokens)} tokens in, ${number.format(usage.outputTokens)} out`;
      const note = cutOffNote(stopReason);
      const requests =
        samplingRequests === 1
          ? '1 sampling request'
          : `${number.format(samplingRequests)} sampling requests`;
      return [
        ...(note === undefined ? [] : [`> **Cut off.** ${plainText(note)}`]),
        '---',
        `*${tokens} · ${requests}*`,
        ...(dropped.length === 0
          ? []
          : [`*Asked for by the server, not passed on: ${dropped.map(plainText).join(', ')}*`]),
      ];
    }
  }
}

function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
