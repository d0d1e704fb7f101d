import * as z from 'zod';

/** How many issues a sentence has room for. */
const MOST_ISSUES = 3;

const issues = z
  .array(z.looseObject({ path: z.array(z.union([z.string(), z.number()])), message: z.string() }))
  .min(1);

/**
 * A server's words, with the JSON in which the TypeScript SDK tells what a schema did not accept (the issues of Zod) as
 * words.
 */
export function withIssuesInWords(words: string): string {
  const from = words.indexOf('[');
  const to = words.lastIndexOf(']') + 1;
  if (from < 0 || to <= from) return words;
  const read = issues.safeParse(parsed(words.slice(from, to)));
  if (!read.success) return words;
  const told = read.data
    .slice(0, MOST_ISSUES)
    .map(({ path, message }) => [...(path.length > 0 ? [path.join('.')] : []), message].join(': '));
  return `${words.slice(0, from)}${told.join('; ')}${words.slice(to)}`;
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json) as unknown;
  } catch {
    return undefined;
  }
}
