import type { Extract } from './bullets.js';
export async function mergeExtracts(
  text: string,
  maxTokens: number,
  signal: AbortSignal,
): Promise<Extract | undefined> {
  void text;
  void maxTokens;
  void signal;
  await Promise.resolve();
  return undefined;
}
