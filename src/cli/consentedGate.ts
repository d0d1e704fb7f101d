import { identityOf, type ServerDefinition } from '../mcp/serverDefinition.js';
import type { SamplingGate } from '../sampling/gate.js';
import { PolicyGate } from '../policy/policyGate.js';
import { NOBODY } from '../policy/user.js';
import { CONSENTED_POLICY } from '../policy/policy.js';
import { UsageMeter } from '../policy/usage.js';

/** The gate for a server that the user named on the command line: naming it is the consent, so nothing is asked. */
export function consentedGate(server: ServerDefinition, tool: string): SamplingGate {
  const identity = identityOf(server);
  return new PolicyGate({
    server: { name: server.name, setting: server.name, identity },
    tool,
    policy: () => CONSENTED_POLICY,
    user: NOBODY,
    meter: new UsageMeter({ key: identity }),
  });
}
