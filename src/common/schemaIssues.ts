/** How many issues a sentence has room for. */
const MOST_ISSUES = 3;

/**
 * A message with the JSON in which the TypeScript SDK tells what a schema did not accept (the issues of Zod) as words.
 * Many servers pass such a message on as it is.
 */
export function withIssuesInWords(words: string): string {
  const from = words.indexOf('[');
  const to = words.lastIndexOf(']') + 1;
  if (from < 0 || to <= from) return words;
  const issues = parsed(words.slice(from, to));
  const told = Array.isArray(issues) ? issues.map(issueInWords) : [];
  if (told.length === 0 || told.includes(undefined)) return words;
  return `${words.slice(0, from)}${told.slice(0, MOST_ISSUES).join('; ')}${words.slice(to)}`;
}

/** "list.0: Required"; read by hand, because every program loads this, and Zod is large. */
function issueInWords(issue: unknown): string | undefined {
  if (typeof issue !== 'object' || issue === null || !('path' in issue) || !('message' in issue))
    return undefined;
  const { path, message } = issue;
  if (!Array.isArray(path) || typeof message !== 'string') return undefined;
  return path.length === 0 ? message : `${path.join('.')}: ${message}`;
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json) as unknown;
  } catch {
    return undefined;
  }
}
