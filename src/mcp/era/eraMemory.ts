import { createHash } from 'node:crypto';
import type { PriorDiscovery } from '@modelcontextprotocol/client';
import * as z from 'zod';
import { mapStore, type Store } from '../../common/store.js';
import type { Era } from './era.js';
import { identityOf, type ServerDefinition } from '../serverDefinition.js';

const era = z.enum(['legacy', 'modern']);

/** What is remembered about a server; the SDK validates the rest of `prior` before using it. */
const memory = z.object({
  /** What the server reported when it was probed. */
  prior: z
    .custom<PriorDiscovery>((kept) => typeof kept === 'object' && kept !== null && 'kind' in kept)
    .optional(),
  /** The era in which a tool last sampled; tried first for tools that have not been called yet. */
  works: era.optional(),
  /** The eras in which tools were able to sample. */
  tools: z.array(z.tuple([z.string(), era])).default([]),
  /** It rejects `sampling.tools` among the client's capabilities. */
  plainSampling: z.boolean().default(false),
  /** A fingerprint of its offer per era. */
  offers: z.object({ legacy: z.string().optional(), modern: z.string().optional() }).default({}),
});
export type Remembered = Readonly<z.infer<typeof memory>>;

const NOTHING: Remembered = { tools: [], plainSampling: false, offers: {} };

/** How many tools are remembered by name. */
const MAX_TOOLS = 100;

/**
 * Remembers a server's protocol era, so that only its first start needs a probe (over stdio, a second process;
 * MCP 2026-07-28, basic/lifecycle), and the eras in which its tools were able to sample.
 */
export class EraMemory {
  readonly #store: Store;

  constructor(store: Store = mapStore()) {
    this.#store = store;
  }

  recall(server: ServerDefinition): Remembered | undefined {
    return memory.safeParse(this.#store.get(keyOf(server))).data;
  }

  /** The era in which a tool was able to sample, or else the one in which another tool last was. */
  eraFor(server: ServerDefinition, tool: string): Era | undefined {
    const remembered = this.recall(server);
    return new Map(remembered?.tools).get(tool) ?? remembered?.works;
  }

  /** Remembers how to speak to a server, and keeps what was learned about its tools. Writes only changes. */
  async keep(
    server: ServerDefinition,
    { offers, ...change }: Partial<Pick<Remembered, 'prior' | 'plainSampling' | 'offers'>>,
  ): Promise<void> {
    const before = this.recall(server) ?? NOTHING;
    const after = { ...before, ...change, offers: { ...before.offers, ...offers } };
    if (JSON.stringify(after) !== JSON.stringify(this.#store.get(keyOf(server))))
      await this.#store.update(keyOf(server), after);
  }

  /** Remembers that a tool sampled in an era. A server that speaks only the older era has nothing to learn. */
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

/** Identifies an offer, regardless of order. */
export function fingerprint({ name, version, protocolVersions, capabilities, tools }: Offer): string {
  const parts = [[name, version], ...[protocolVersions, capabilities, tools].map((list) => [...list].sort())];
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url').slice(0, 22);
}

function keyOf(server: ServerDefinition): string {
  return `era ${identityOf(server)}`;
}
