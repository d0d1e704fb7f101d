import type { ModelPriorities, ModelRequest } from './model.js';

export const DEFAULT_MODEL = 'claude-haiku-5-5';

interface KnownModel extends ModelPriorities {
  readonly name: string;
}

/**
 * Anthropic's current models that a server's advice may choose, cheapest first, so that a hint such as
 * "claude" does not pick the dearest. The figures rank them among each other: 1 is the cheapest, the
 * fastest, the most capable.
 */
export const KNOWN_MODELS: readonly KnownModel[] = [
  { name: 'claude-haiku-5-5', cost: 1, speed: 1, intelligence: 0.4 },
  { name: 'claude-haiku-4-5', cost: 0.9, speed: 0.9, intelligence: 0.3 },
  { name: 'claude-sonnet-5-5', cost: 0.5, speed: 0.6, intelligence: 0.8 },
  { name: 'claude-sonnet-5', cost: 0.5, speed: 0.6, intelligence: 0.7 },
  { name: 'claude-opus-5-5', cost: 0.1, speed: 0.2, intelligence: 1 },
  { name: 'claude-opus-5', cost: 0.1, speed: 0.2, intelligence: 0.9 },
];

/** Which model is asked, and what decided it. */
export interface ModelChoice {
  readonly name: string;
  readonly by: 'you' | 'hint' | 'priorities' | 'default';
}

/**
 * The model for a sampling request: one that the person fixed always wins; otherwise the first hint
 * that is a substring of a known name; among several, or without a hint that matches, the priorities
 * (MCP client/sampling, "Model Preferences"); otherwise the cheapest that is left, or the default.
 */
export function chooseModel(
  fixed: string | undefined,
  { modelHints, priorities }: Pick<ModelRequest, 'modelHints' | 'priorities'>,
): ModelChoice {
  if (fixed !== undefined) return { name: fixed, by: 'you' };
  const hinted = firstMatch(modelHints);
  if (hinted.length === 1 || (hinted.length > 0 && priorities === undefined)) {
    return { name: hinted[0]?.name ?? DEFAULT_MODEL, by: 'hint' };
  }
  if (priorities === undefined) return { name: DEFAULT_MODEL, by: 'default' };
  return { name: best(hinted.length > 0 ? hinted : KNOWN_MODELS, priorities), by: 'priorities' };
}

function firstMatch(hints: readonly string[]): readonly KnownModel[] {
  for (const hint of hints) {
    const wanted = hint.trim().toLowerCase();
    const matches = wanted === '' ? [] : KNOWN_MODELS.filter(({ name }) => name.includes(wanted));
    if (matches.length > 0) return matches;
  }
  return [];
}

/** The model with the largest sum of what it offers, weighted by what matters; the cheaper of two equals. */
function best(models: readonly KnownModel[], wanted: ModelPriorities): string {
  const score = (model: KnownModel): number =>
    model.cost * wanted.cost + model.speed * wanted.speed + model.intelligence * wanted.intelligence;
  return models.reduce((a, b) => (score(b) > score(a) ? b : a)).name;
}
