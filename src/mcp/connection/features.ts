import { oneLine } from '../../common/errors.js';

/** The features of a client (MCP client) that ours does not offer; their methods begin with them. */
const FEATURES = ['roots', 'elicitation', 'tasks'];

/** What a server asked for that this client does not offer, for a sentence: a feature, or else a method. */
export function featureOf(method: string): string {
  return FEATURES.find((feature) => method.startsWith(`${feature}/`)) ?? `"${oneLine(method, 60)}"`;
}
