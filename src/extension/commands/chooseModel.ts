import { pickModel } from '../models/pickModel.js';
import { withNextSteps } from './nextSteps.js';
import type { Services } from '../services.js';

/**
 * Lets the person choose who answers: a model of the endpoint in the settings, one of VS Code's own, or none.
 *
 * @returns whether they chose
 */
export async function chooseModel(services: Services): Promise<boolean> {
  let chosen = false;
  await withNextSteps(services, {
    name: 'Choose Model',
    run: async () => {
      chosen = await pickModel(services);
    },
  });
  return chosen;
}
