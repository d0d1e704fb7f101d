import type { ModelChoice } from '../models/model.js';

/** What decided on the model, in words. */
export const CHOSEN_BY: Readonly<Record<ModelChoice['by'], string>> = {
  you: 'your choice',
  hint: 'by the server’s hint',
  priorities: 'by the server’s priorities',
  default: 'the default',
};
