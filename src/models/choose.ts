export const DEFAULT_MODEL = 'claude-haiku-5-5';

/**
 * Current Anthropic models that a server's hint may choose, cheapest first, so that a hint such as
 * "claude" does not pick the dearest.
 */
export const KNOWN_MODELS: readonly string[] = [
  'claude-haiku-5-5',
  'claude-haiku-4-5',
  'claude-sonnet-5-5',
  'claude-sonnet-5',
  'claude-opus-5-5',
  'claude-opus-5',
];

/**
 * The model for a sampling request: one that the person fixed always wins; otherwise the first hint
 * that is a substring of a known name does (MCP client/sampling, "Model Preferences"); otherwise the default.
 */
export function chooseModel(fixed: string | undefined, hints: readonly string[]): string {
  if (fixed !== undefined) return fixed;
  for (const hint of hints) {
    const match = hint === '' ? undefined : KNOWN_MODELS.find((name) => name.includes(hint.toLowerCase()));
    if (match !== undefined) return match;
  }
  return DEFAULT_MODEL;
}
