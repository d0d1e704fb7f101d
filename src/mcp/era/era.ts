/**
 * The two ways in which a server samples: by requests of its own ("legacy", MCP up to 2025-11-25), or
 * within its results ("modern", from 2026-07-28).
 */
export type Era = 'legacy' | 'modern';

/** The revision that is spoken in the modern era. */
export const MODERN_VERSION = '2026-07-28';

/** What a user can set for a server; `auto` finds out. */
export const ERA_CHOICES = ['auto', 'legacy', 'modern'] as const;
export type EraChoice = (typeof ERA_CHOICES)[number];

export function otherEra(era: Era): Era {
  return era === 'modern' ? 'legacy' : 'modern';
}

/** An era in words that follow "in" or "speaks". */
export function eraName(era: Era): string {
  return era === 'modern' ? `MCP ${MODERN_VERSION}` : 'MCP up to 2025-11-25';
}
