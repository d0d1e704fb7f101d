import { changePolicy } from '../consent/changePolicy.js';
import { policed } from '../consent/consent.js';
import { withNextSteps } from './nextSteps.js';
import { pickServer } from '../servers/pickTool.js';
import type { Services } from '../services.js';

/** Shows and changes what a server may do with the user's model. */
export async function setPolicy(services: Services): Promise<void> {
  await withNextSteps(services, {
    name: 'Set Sampling Policy',
    run: async () => {
      const name = await pickServer('Set Sampling Policy');
      if (name === undefined) return;
      const server = policed(name, services.servers.definition(name));
      await changePolicy(server, services.consent.policies);
    },
  });
}
