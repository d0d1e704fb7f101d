import type { Extract } from './bullets.js';
import type { Source } from './source.js';
export function diffExtract(_: Source): Promise<Extract> {
  return Promise.resolve({ sections: [] });
}
