import type { ModelChoice } from '../models/model.js';

/** Who or what chose the model, in words. */
export const CHOSEN_BY: Readonly<Record<ModelChoice['by'], string>> = {
  you: 'chosen by you',
  hint: 'chosen by the server’s hint',
  priorities: 'chosen by the server’s priorities',
  default: 'chosen by default',
};
