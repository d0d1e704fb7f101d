import { inDollars, type Cost } from '../money/prices.js';
import type { LineRange, SummaryState } from './state.js';
import { codeSpan, plainText } from './untrustedMarkdown.js';

const number = new Intl.NumberFormat('en-US');

/** The most files that are named. */
const MOST_LEFT_OUT = 20;

/** The document's first line: the source and its lines, linked to them. */
export function title({ title: name, tool, part, link, ranges }: SummaryState): string {
  const [first] = ranges;
  const source = linked(codeSpan(name), link, first);
  if (tool !== undefined) return name === '' ? `## ${codeSpan(tool)}` : `## ${codeSpan(tool)} with ${source}`;
  return `## ${source} · ${plainText(part)}`;
}

/** "lines 3–20", linked to them where the source can be linked to. */
export function linesLink({ link }: Pick<SummaryState, 'link'>, lines: LineRange): string {
  return linked(linesInWords(lines), link, lines);
}

/** "line 3", "lines 3–20". */
export function linesInWords({ from, to }: LineRange): string {
  return from === to ? `line ${String(from)}` : `lines ${String(from)}–${String(to)}`;
}

/** Words that lead to lines of the source, if there can be a link to it. */
export function linked(
  words: string,
  link: string | undefined,
  lines: LineRange | undefined,
  title?: string,
): string {
  if (link === undefined || (link === '' && lines === undefined)) return words;
  const anchor = lines === undefined ? '' : `#L${String(lines.from)}-L${String(lines.to)}`;
  return `[${words}](<${link}${anchor}>${title === undefined ? '' : ` "${title}"`})`;
}

/** What the summary says nothing about, and why: parts that failed, and what was redacted. */
export function notCovered(state: SummaryState): string[] {
  const { outcome, redactions, leftOut } = state;
  const gaps = outcome.kind === 'done' ? (outcome.answer.summary?.gaps ?? []) : [];
  const items = [
    ...gaps.map(
      ({ fromLine, toLine, reason }) =>
        `- ${linesLink(state, { from: fromLine, to: toLine })}: could not be summarized, ${plainText(reason)}`,
    ),
    ...redactions.map(
      ({ name, line }) => `- ${linesLink(state, { from: line, to: line })}: ${plainText(name)}, redacted`,
    ),
    ...leftOut.slice(0, MOST_LEFT_OUT).map((what) => `- ${plainText(what)}`),
    ...(leftOut.length > MOST_LEFT_OUT
      ? [`- and ${number.format(leftOut.length - MOST_LEFT_OUT)} more`]
      : []),
  ];
  return items.length === 0 ? [] : ['**Not covered**', items.join('\n')];
}

/** What is folded away: tokens, cost, requests, who allowed them. */
export function details({ outcome, offline }: SummaryState): string[] {
  if (outcome.kind !== 'done') return [];
  const { usage, cost, samplingRequests, dropped, allowedBy } = outcome.answer;
  if (samplingRequests === 0) return [];
  const facts = [
    ...(offline
      ? []
      : [
          [
            `${number.format(usage.inputTokens)} tokens in`,
            `${number.format(usage.outputTokens)} out`,
            ...describeCost(cost),
          ].join(' · '),
        ]),
    `${plural(samplingRequests, 'sampling request')}, allowed by ${allowedBy.map((by) => ALLOWED_BY[by]).join(' and ')}`,
    ...(dropped.length === 0 ? [] : [`Not passed on to the model: ${dropped.map(plainText).join(', ')}`]),
  ];
  return folded('Details', facts.map((fact) => `- ${fact}`).join('\n'));
}

const ALLOWED_BY = { policy: 'your policy', you: 'you', review: 'you, after a review' } as const;

/** The cost, and how much the prompt cache saved; nothing if it is unknown. */
function describeCost(cost: Cost | undefined): string[] {
  if (cost === undefined) return [];
  const saved = cost.saved > 0 ? ` (${inDollars(cost.saved)} saved by the prompt cache)` : '';
  return [`${inDollars(cost.dollars)}${saved}`];
}

/** Markdown that the reader can unfold. It must hold no HTML of others, which could end it. */
export function folded(summary: string, markdown: string): string[] {
  return [`<details><summary>${summary}</summary>`, markdown, '</details>'];
}

/** "1 part", "3 parts". */
export function plural(count: number, what: string): string {
  return count === 1 ? `1 ${what}` : `${number.format(count)} ${what}s`;
}
