import { estimateTokens } from '../../text/tokens.js';
import { markdownOf, type Bullet, type Extract } from './bullets.js';

/** How many bullets each section keeps, step by step. */
const STEPS = [30, 20, 14, 10, 7, 5, 3, 2, 1];

/**
 * An extract with as many of its bullets as fit, so that none is cut off; those within others go first.
 *
 * @returns at least its lead, or its first bullet, however long that is
 */
export function fitted(extract: Extract, maxTokens: number): Extract {
  const { sections } = extract;
  let candidate = extract;
  for (let step = -2; step < STEPS.length; step++) {
    const most = step < 0 ? Infinity : (STEPS[step] ?? 1);
    const deepest = step === -2 ? Infinity : step < 3 ? 1 : 0;
    candidate = {
      ...extract,
      sections: sections.map((section) => ({ ...section, bullets: firstOf(section.bullets, most, deepest) })),
    };
    if (fits(candidate, maxTokens)) return candidate;
  }
  for (let count = sections.length - 1; count > 0; count--) {
    candidate = { ...candidate, sections: candidate.sections.slice(0, count) };
    if (fits(candidate, maxTokens)) return candidate;
  }
  return candidate.lead === undefined ? candidate : { ...candidate, sections: [] };
}

function firstOf(bullets: readonly Bullet[], most: number, deepest: number): readonly Bullet[] {
  return bullets.filter(({ level = 0 }) => level <= deepest).slice(0, most);
}

function fits(extract: Extract, maxTokens: number): boolean {
  return estimateTokens(markdownOf(extract).join('')) <= maxTokens;
}
