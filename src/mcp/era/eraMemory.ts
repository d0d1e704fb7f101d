import { createHash } from 'node:crypto';
import type { PriorDiscovery } from '@modelcontextprotocol/client';
import { z } from 'zod';
import { mapStore, type Store } from '../../common/store.js';
import type { Era } from './era.js';
import { identityOf, type ServerDefinition } from '../serverDefinition.js';

const era = z.enum(['legacy', 'modern']);

/** What is kept of a server; the SDK checks the rest of `prior` before it uses it. */
const memory = z.object({
  /** What the server said that it speaks, where it was asked. */
  prior: z
    .custom<PriorDiscovery>((kept) => typeof kept === 'object' && kept !== null && 'kind' in kept)
    .optional(),
  /** The era in which a tool was last found to sample, which is tried first for tools that were not called yet. */
  works: era.optional(),
  /** The eras in which tools were able to sample. */
  tools: z.array(z.tuple([z.string(), era])).default([]),
  /** It takes no `sampling.tools` among the client's capabilities. */
  plainSampling: z.boolean().default(false),
  /** A fingerprint of what it offered in each era. */
  offers: z.object({ legacy: z.string().optional(), modern: z.string().optional() }).default({}),
});
export type Remembered = Readonly<z.infer<typeof memory>>;

const NOTHING: Remembered = { tools: [], plainSampling: false, offers: {} };

/** How many tools are remembered by name. */
const MAX_TOOLS = 100;

/**
 * Remembers how to speak to a server: which protocol era it speaks, so that only its first start is
 * probed (over stdio a probe is a second process; MCP 2026-07-28, basic/lifecycle), and in which era
 * its tools were able to sample.
 */
export class EraMemory {
  readonly #store: Store;

  constructor(store: Store = mapStore()) {
    this.#store = store;
  }

  recall(server: ServerDefinition): Remembered | undefined {
    return memory.safeParse(this.#store.get(keyOf(server))).data;
  }

  /** The era in which a tool was able to sample, where it is not the one that the server would be spoken to in anyway. */
  eraFor(server: ServerDefinition, tool: string): Era | undefined {
    const remembered = this.recall(server);
    return new Map(remembered?.tools).get(tool) ?? remembered?.works;
  }

  /** Keeps how a server is spoken to, beside what was learned of its tools. Writes nothing that is there already. */
  async keep(
    server: ServerDefinition,
    { offers, ...change }: Partial<Pick<Remembered, 'prior' | 'plainSampling' | 'offers'>>,
  ): Promise<void> {
    const before = this.recall(server) ?? NOTHING;
    const after = { ...before, ...change, offers: { ...before.offers, ...offers } };
    if (JSON.stringify(after) !== JSON.stringify(this.#store.get(keyOf(server))))
      await this.#store.update(keyOf(server), after);
  }

  /** Keeps that a tool was able to sample in an era. Of a server that knows but the older, there is nothing to learn. */
  async learn(server: ServerDefinition, tool: string, works: Era): Promise<void> {
    const before = this.recall(server) ?? NOTHING;
    const isOnlyOne = before.prior?.kind === 'legacy' && before.works === undefined && works === 'legacy';
    if (isOnlyOne || new Map(before.tools).get(tool) === works) return;
    const tools = [...before.tools.filter(([name]) => name !== tool), [tool, works]].slice(-MAX_TOOLS);
    await this.#store.update(keyOf(server), { ...before, works, tools });
  }

  async forget(server: ServerDefinition): Promise<void> {
    await this.#store.update(keyOf(server), undefined);
  }
}

export interface Offer {
  readonly name: string;
  readonly version: string;
  readonly protocolVersions: readonly string[];
  readonly capabilities: readonly string[];
  readonly tools: readonly string[];
}

/** The same for the same offer, whatever its order. */
export function fingerprint({ name, version, protocolVersions, capabilities, tools }: Offer): string {
  const parts = [[name, version], ...[protocolVersions, capabilities, tools].map((list) => [...list].sort())];
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url').slice(0, 22);
}

function keyOf(server: ServerDefinition): string {
  return `era ${identityOf(server)}`;
}
