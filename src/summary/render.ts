import { cutOffNote } from '../sampling/stopReason.js';
import type { SummaryState } from './state.js';
import { codeSpan, harmlessMarkdown, plainText } from './untrustedMarkdown.js';

const number = new Intl.NumberFormat('en-US');

/** A summary document's Markdown. */
export function renderSummary(state: SummaryState): string {
  const { title, tool, texts } = state;
  return [
    tool === undefined ? `## Summary of ${codeSpan(title)}` : `## ${codeSpan(tool)} with ${codeSpan(title)}`,
    origin(state),
    ...offlineNote(state),
    // One sampling request after the other; what each was for, its server knows.
    ...texts
      .filter((text) => text.trim() !== '')
      .flatMap((text, index) => [...(index === 0 ? [] : ['---']), harmlessMarkdown(text).trimEnd()]),
    ...ending(state),
  ]
    .filter((block) => block !== '')
    .join('\n\n')
    .concat('\n');
}

function origin({ part, server, model, outcome }: SummaryState): string {
  const answered = outcome.kind === 'done' ? outcome.answer : undefined;
  const name = answered?.samplingRequests === 0 ? 'no model was asked' : (answered?.model ?? model);
  const names = server === undefined ? [name] : [server, name];
  return `*${[capitalized(part), ...names].map(plainText).join(' · ')}*`;
}

function offlineNote({ offline, tool, outcome }: SummaryState): string[] {
  if (!offline || (outcome.kind === 'done' && outcome.answer.samplingRequests === 0)) return [];
  return [
    tool === undefined
      ? '> **Offline summary.** Sentences picked from the text, word for word; no language model was asked and nothing left this machine.'
      : '> **Offline.** The server’s sampling requests were answered with sentences picked from their texts; no language model was asked.',
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
      const { usage, stopReason, samplingRequests, dropped } = outcome.answer;
      const tokens =
        offline || samplingRequests === 0
          ? 'No tokens used'
          : `${number.format(usage.inputTokens)} tokens in, ${number.format(usage.outputTokens)} out`;
      const note = cutOffNote(stopReason, subject);
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
