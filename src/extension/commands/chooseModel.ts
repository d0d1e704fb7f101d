import { pickModel } from '../models/pickModel.js';
import { withNextSteps } from './nextSteps.js';
import type { Services } from '../services.js';

/** Lets the user choose who answers: a model of the endpoint in the settings, one of VS Code's own, or none. */
export async function chooseModel(services: Services): Promise<void> {
  await withNextSteps(services, {
    name: 'Choose Model',
    run: async () => {
      await pickModel(services);
    },
  });
}
