import * as z from 'zod';
import { DEFAULT_PART_TOKENS, MAX_PART_TOKENS, MIN_PART_TOKENS } from '../contract/summarize.js';

/** Arguments that several tools take. */
export const languageId = z
  .string()
  .optional()
  .describe('The language identifier of the text, as in VS Code: markdown, python, log…');

export const firstLine = z
  .int()
  .positive()
  .default(1)
  .describe('The line number in its document at which the text begins');

export const partTokens = z.int().min(MIN_PART_TOKENS).max(MAX_PART_TOKENS).default(DEFAULT_PART_TOKENS);
