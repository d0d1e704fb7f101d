import type { SummaryState } from '../../src/summary/state.js';
import type { ToolAnswer } from '../../src/call/runTool.js';

/** A summary of lines 3 to 20 of notes.txt that is being written. */
export const RUNNING: SummaryState = {
  title: 'notes.txt',
  part: 'lines 3–20',
  lines: 'L3–20',
  ranges: [{ from: 3, to: 20, exact: [2, 0, 19, 7] }],
  link: '/notes.txt',
  model: 'claude-haiku-5-5',
  offline: false,
  style: '',
  wishes: {},
  startedAt: Date.UTC(2026, 10, 28),
  isStale: false,
  redactions: [],
  leftOut: [],
  texts: ['A *short* summary.'],
  questions: [],
  outcome: { kind: 'running' },
};

/** Its answer, when it is finished. */
const ANSWER: ToolAnswer = {
  text: 'A *short* summary.',
  model: 'claude-haiku-5-5-20260901',
  stopReason: 'endTurn',
  usage: { inputTokens: 1234, outputTokens: 56 },
  cost: undefined,
  cutPrompts: 0,
  samplingRequests: 1,
  dropped: [],
  allowedBy: ['policy'],
};

export function finished(answer: Partial<ToolAnswer> = {}, more: Partial<SummaryState> = {}): SummaryState {
  return { ...RUNNING, seconds: 12, outcome: { kind: 'done', answer: { ...ANSWER, ...answer } }, ...more };
}
