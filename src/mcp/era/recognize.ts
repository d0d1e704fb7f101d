import { SERVER_INFO_META_KEY, type Client, type Tool } from '@modelcontextprotocol/client';
import * as z from 'zod';
import { oneLine } from '../../common/errors.js';
import type { Logger } from '../../common/logger.js';
import type { Era } from './era.js';
import type { ServerDefinition } from '../serverDefinition.js';
import { ServerChanged, type Approach } from './approach.js';
import { fingerprint, type EraMemory } from './eraMemory.js';

export interface Connected {
  readonly client: Client;
  readonly approach: Approach;
  /** Undefined if they could not be listed. */
  readonly tools: readonly Tool[] | undefined;
}

export interface Memory {
  readonly server: ServerDefinition;
  readonly eras: EraMemory;
  readonly log: Logger;
}

/**
 * Compares a newly connected server with what is remembered about it, and remembers it.
 *
 * @throws {ServerChanged} for a server whose name, version or offer differs; it is forgotten
 */
export async function recognize(
  { client, approach, tools }: Connected,
  { server, eras, log }: Memory,
): Promise<void> {
  const era = eraOf(client);
  const offer = tools === undefined ? undefined : offerOf(client, tools);
  const before = eras.recall(server)?.offers[era];
  const discover = client.getDiscoverResult();
  try {
    if (before !== undefined && offer !== undefined && before !== offer) {
      log.info(`${server.name} has changed since it was last used; forgetting what was learned about it.`);
      await eras.forget(server);
      throw new ServerChanged();
    }
    await eras.keep(server, {
      ...(discover !== undefined && { prior: { kind: 'modern', discover } }),
      ...(era === 'legacy' && approach.mode === 'auto' && { prior: { kind: 'legacy' } }),
      plainSampling: approach.plainSampling,
      ...(offer !== undefined && { offers: { [era]: offer } }),
    });
  } catch (error) {
    if (error instanceof ServerChanged) throw error;
    // A failed memory costs only a probe.
    log.warn(`Could not save the protocol era of ${server.name}: ${oneLine(String(error))}.`);
  }
}

export function eraOf(client: Client): Era {
  return client.getProtocolEra() === 'modern' ? 'modern' : 'legacy';
}

const info = z.looseObject({ name: z.string(), version: z.string() }).catch({ name: '', version: '' });

function offerOf(client: Client, tools: readonly Tool[]): string {
  const discover = client.getDiscoverResult();
  const { name, version } = info.parse(discover?._meta?.[SERVER_INFO_META_KEY] ?? client.getServerVersion());
  return fingerprint({
    name,
    version,
    protocolVersions: discover?.supportedVersions ?? [client.getNegotiatedProtocolVersion() ?? ''],
    capabilities: Object.keys(discover?.capabilities ?? client.getServerCapabilities() ?? {}),
    tools: tools.map((tool) => tool.name),
  });
}

/** A server's own name and its protocol version, for the log. */
export function describeServer(client: Client): string {
  const { name, version } = client.getServerVersion() ?? { name: 'an unnamed server', version: '' };
  const protocol = client.getNegotiatedProtocolVersion() ?? 'unknown';
  return `${oneLine(`${name} ${version}`, 80)}, protocol ${protocol}`;
}
