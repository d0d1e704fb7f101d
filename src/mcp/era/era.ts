/**
 * The two ways in which a server samples: by sending requests ("legacy", MCP up to 2025-11-25), or within its
 * results ("modern", from 2026-07-28).
 */
export type Era = 'legacy' | 'modern';

/** The protocol revision of the modern era. */
export const MODERN_VERSION = '2026-07-28';

/** What a user can set for a server; `auto` detects the era. */
export const ERA_CHOICES = ['auto', 'legacy', 'modern'] as const;
export type EraChoice = (typeof ERA_CHOICES)[number];

export function otherEra(era: Era): Era {
  return era === 'modern' ? 'legacy' : 'modern';
}

/** An era as it reads after "in" or "speak". */
export function eraName(era: Era): string {
  return era === 'modern' ? `MCP ${MODERN_VERSION}` : 'MCP up to 2025-11-25';
}
