import { pickModel } from '../models/pickModel.js';
import { withNextSteps } from './nextSteps.js';
import type { Services } from '../services.js';

/** Lets the user choose a model: one at the endpoint in the settings, one of VS Code's, or none. */
export async function chooseModel(services: Services): Promise<void> {
  await withNextSteps(services, {
    name: 'Choose Model',
    run: async () => {
      await pickModel(services);
    },
  });
}
