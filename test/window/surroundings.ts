/** Themes and sizes that all of it must work and look right in. */
export const SURROUNDINGS = [
  { theme: 'Default Dark Modern', size: { width: 1280, height: 800 } },
  { theme: 'Default Light Modern', size: { width: 800, height: 600 } },
  { theme: 'Default High Contrast', size: { width: 1280, height: 800 } },
] as const;
