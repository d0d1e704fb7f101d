import type { ModelChoice, ModelPriorities, ModelRequest } from './model.js';

export const DEFAULT_MODEL = 'claude-haiku-5-5';

/** A model that preferences may select, ranked against the others: 1 is the cheapest, fastest or most capable. */
export interface RankedModel extends ModelPriorities {
  readonly name: string;
}

/**
 * Anthropic's current models that a server's preferences may select, cheapest first, so that a hint such as "claude"
 * does not select the most expensive.
 */
const KNOWN_MODELS: readonly RankedModel[] = [
  { name: 'claude-haiku-5-5', cost: 1, speed: 1, intelligence: 0.4 },
  { name: 'claude-haiku-4-5', cost: 0.9, speed: 0.9, intelligence: 0.3 },
  { name: 'claude-sonnet-5-5', cost: 0.5, speed: 0.6, intelligence: 0.8 },
  { name: 'claude-sonnet-5', cost: 0.5, speed: 0.6, intelligence: 0.7 },
  { name: 'claude-opus-5-5', cost: 0.1, speed: 0.2, intelligence: 1 },
  { name: 'claude-opus-5', cost: 0.1, speed: 0.2, intelligence: 0.9 },
];

/** For a model of which only the name is known. */
const UNRANKED: ModelPriorities = { cost: 0.5, speed: 0.5, intelligence: 0.5 };

/**
 * The models that the user allows, in that order, ranked as far as known; all known models if the list is empty.
 *
 * @param names as the user wrote them
 */
export function rankedModels(names: readonly string[]): readonly RankedModel[] {
  if (names.length === 0) return KNOWN_MODELS;
  return names.map((name) => KNOWN_MODELS.find((known) => known.name === name) ?? { name, ...UNRANKED });
}

/**
 * The model for a sampling request: always the one that the user fixed, if any; otherwise the match of the first hint
 * that is a substring of a known name. Priorities decide among several matches, or if no hint matches (MCP
 * client/sampling, "Model Preferences"); without priorities it is the first candidate.
 *
 * @param models the candidates, preferred ones first
 */
export function choiceFor(
  fixed: string | undefined,
  { modelHints, priorities }: Pick<ModelRequest, 'modelHints' | 'priorities'>,
  models: readonly RankedModel[] = KNOWN_MODELS,
): ModelChoice {
  if (fixed !== undefined) return { name: fixed, by: 'you' };
  const first = models[0]?.name ?? DEFAULT_MODEL;
  const hinted = firstMatch(modelHints, models);
  if (hinted.length === 1 || (hinted.length > 0 && priorities === undefined)) {
    return { name: hinted[0]?.name ?? first, by: 'hint' };
  }
  if (priorities === undefined || models.length === 0) return { name: first, by: 'default' };
  return { name: best(hinted.length > 0 ? hinted : models, priorities), by: 'priorities' };
}

function firstMatch(hints: readonly string[], models: readonly RankedModel[]): readonly RankedModel[] {
  for (const hint of hints) {
    const wanted = hint.trim().toLowerCase();
    const matches = wanted === '' ? [] : models.filter(({ name }) => name.toLowerCase().includes(wanted));
    if (matches.length > 0) return matches;
  }
  return [];
}

/** The model with the largest sum of what it offers, weighted by what matters; the earlier of two equals. */
function best(models: readonly RankedModel[], wanted: ModelPriorities): string {
  const score = (model: RankedModel): number =>
    model.cost * wanted.cost + model.speed * wanted.speed + model.intelligence * wanted.intelligence;
  return models.reduce((a, b) => (score(b) > score(a) ? b : a)).name;
}
