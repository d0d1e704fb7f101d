import type { PriorDiscovery } from '@modelcontextprotocol/client';
import { mapStore, type Store } from '../../common/store.js';
import { identityOf, type ServerDefinition } from '../serverDefinition.js';

/**
 * Remembers which protocol era a server speaks, so that only its first start is probed: over stdio a
 * probe is a second process (MCP 2026-07-28, basic/lifecycle).
 */
export class EraMemory {
  readonly #store: Store;

  constructor(store: Store = mapStore()) {
    this.#store = store;
  }

  recall(server: ServerDefinition): PriorDiscovery | undefined {
    if (server.known?.era === 'legacy') return { kind: 'legacy' };
    const kept = this.#store.get(keyOf(server));
    return isPrior(kept) ? kept : undefined;
  }

  async remember(server: ServerDefinition, prior: PriorDiscovery): Promise<void> {
    await this.#store.update(keyOf(server), prior);
  }

  async forget(server: ServerDefinition): Promise<void> {
    await this.#store.update(keyOf(server), undefined);
  }
}

/** Whether it can have been ours; the SDK checks the rest before it uses it. */
function isPrior(kept: unknown): kept is PriorDiscovery {
  return typeof kept === 'object' && kept !== null && 'kind' in kept;
}

function keyOf(server: ServerDefinition): string {
  return `era ${identityOf(server)}`;
}
