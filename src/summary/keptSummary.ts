import * as z from 'zod';
import { ERROR_CODES, SummarizeError } from '../common/errors.js';
import { answerResult } from '../contract/ask.js';
import { summaryResult } from '../contract/summarize.js';
import type { ToolAnswer } from '../call/runTool.js';
import type { AskedQuestion, Outcome, SummaryState } from './state.js';

const answer = z.object({
  text: z.string(),
  structured: z.unknown().optional(),
  summary: summaryResult.optional(),
  citations: summaryResult.pick({ sentences: true, coverage: true }).optional(),
  answer: answerResult.optional(),
  model: z.string().optional(),
  stopReason: z.string().optional(),
  usage: z.object({ inputTokens: z.number(), outputTokens: z.number() }),
  cost: z.object({ dollars: z.number(), saved: z.number() }).optional(),
  cutPrompts: z.number(),
  samplingRequests: z.number(),
  dropped: z.array(z.string()),
  allowedBy: z.array(z.enum(['policy', 'you', 'review'])),
});

const outcome = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('done'), answer }),
  z.object({ kind: z.literal('failed'), code: z.enum(ERROR_CODES).catch('unexpected'), message: z.string() }),
]);

const sourceRange = z.object({
  from: z.int().positive(),
  to: z.int().positive(),
  exact: z.tuple([z.int(), z.int(), z.int(), z.int()]),
});

const keptSummary = z.object({
  version: z.literal(1),
  title: z.string(),
  part: z.string(),
  lines: z.string(),
  document: z.string().optional(),
  ranges: z.array(sourceRange),
  link: z.string().optional(),
  tool: z.string().optional(),
  server: z.string().optional(),
  model: z.string(),
  offline: z.boolean(),
  style: z.string(),
  wishes: z.object({
    style: z.string().optional(),
    length: z.string().optional(),
    language: z.string().optional(),
  }),
  startedAt: z.number(),
  seconds: z.number().optional(),
  digest: z.string().optional(),
  sentenceLines: z.array(z.array(z.object({ from: z.int(), to: z.int() }).nullable())).optional(),
  isStale: z.boolean(),
  redactions: z.array(z.object({ name: z.string(), line: z.int() })),
  leftOut: z.array(z.string()).default([]),
  texts: z.array(z.string()),
  outcome,
  questions: z.array(z.object({ question: z.string(), text: z.string(), outcome })),
});

type KeptOutcome = z.infer<typeof outcome>;

/** A finished summary as it is kept in a file; undefined while something is written into it, or if it is empty. */
export function toKept(state: SummaryState): string | undefined {
  const ended = endedOf(state.outcome);
  if (ended === undefined) return undefined;
  if (ended.kind === 'failed' && state.texts.every((text) => text.trim() === '')) return undefined;
  const questions = state.questions.flatMap(({ question, text, outcome: asked }) => {
    const end = endedOf(asked);
    return end === undefined ? [] : [{ question, text, outcome: end }];
  });
  return JSON.stringify({ ...state, version: 1, outcome: ended, questions });
}

/** What a file holds; undefined if it is damaged, or of a later version. */
export function fromKept(json: string): SummaryState | undefined {
  try {
    const { version: _, ...kept } = keptSummary.parse(JSON.parse(json));
    return {
      ...kept,
      outcome: outcomeOf(kept.outcome),
      questions: kept.questions.map((asked): AskedQuestion => ({
        ...asked,
        outcome: outcomeOf(asked.outcome),
      })),
    };
  } catch {
    return undefined;
  }
}

function endedOf(state: Outcome): KeptOutcome | undefined {
  switch (state.kind) {
    case 'running':
      return undefined;
    case 'done':
      return { kind: 'done', answer: answer.parse(state.answer) };
    case 'failed':
      return { kind: 'failed', code: state.error.code, message: state.error.message };
  }
}

function outcomeOf(kept: KeptOutcome): Outcome {
  if (kept.kind === 'failed') return { kind: 'failed', error: new SummarizeError(kept.code, kept.message) };
  const { structured, summary, citations, answer: read, model, stopReason, cost, ...rest } = kept.answer;
  const whole: ToolAnswer = {
    ...rest,
    model,
    stopReason,
    cost,
    ...(structured !== undefined && { structured }),
    ...(summary !== undefined && { summary }),
    ...(citations !== undefined && { citations }),
    ...(read !== undefined && { answer: read }),
  };
  return { kind: 'done', answer: whole };
}
