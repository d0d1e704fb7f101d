import { oneLine } from '../../common/errors.js';

/** Client features of MCP that ours does not support, as the prefixes of their methods. */
const FEATURES = ['roots', 'elicitation', 'tasks'];

/** What a server requested that this client does not support, for a sentence: a feature, or else a method. */
export function featureOf(method: string): string {
  return FEATURES.find((feature) => method.startsWith(`${feature}/`)) ?? `"${oneLine(method, 60)}"`;
}
