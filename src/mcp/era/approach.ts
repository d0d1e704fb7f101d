import {
  ProtocolError,
  ProtocolErrorCode,
  SdkHttpError,
  type ClientOptions,
  type PriorDiscovery,
  type VersionNegotiationMode,
} from '@modelcontextprotocol/client';
import { MODERN_VERSION, type Era } from './era.js';
import type { ServerDefinition } from '../serverDefinition.js';
import type { Remembered } from './eraMemory.js';
import { unchecked } from './uncheckedResults.js';

/** The era that a session should use. */
export interface WantedEra {
  readonly era: Era;
  /** A tried era may simply fail; a remembered one may be outdated. */
  readonly why: 'tried' | 'remembered';
}

/** One way to start speaking to a server. */
export interface Approach {
  readonly why: 'known' | 'set' | 'tried' | 'remembered' | 'asked for' | 'asked for anew';
  readonly mode: VersionNegotiationMode;
  /** Makes probing the server's era unnecessary. */
  readonly prior?: PriorDiscovery | undefined;
  /** Declares no `sampling.tools`, for servers that reject it. */
  readonly plainSampling: boolean;
}

/** How to try a server first. */
export function firstApproach(
  { known, era: set = 'auto' }: ServerDefinition,
  remembered: Remembered | undefined,
  wanted?: WantedEra,
): Approach {
  if (known !== undefined)
    return { why: 'known', prior: { kind: 'legacy' }, mode: 'legacy', plainSampling: false };
  const plainSampling = remembered?.plainSampling ?? false;
  const era = set === 'auto' ? (wanted?.era ?? remembered?.works ?? remembered?.prior?.kind) : set;
  if (era === undefined) return { why: 'asked for', mode: 'auto', plainSampling };
  const why = set === 'auto' ? (wanted?.why ?? 'remembered') : 'set';
  if (era === 'legacy') return { why, prior: { kind: 'legacy' }, mode: 'legacy', plainSampling };
  const prior = remembered?.prior?.kind === 'modern' ? remembered.prior : undefined;
  return { why, prior, mode: { pin: MODERN_VERSION }, plainSampling };
}

/** Thrown for a server that is no longer the one remembered. */
export class ServerChanged extends Error {
  override readonly name = 'ServerChanged';
}

/** What to try after a failed approach; undefined if nothing is left. */
export function nextApproach(approach: Approach, error: unknown): Approach | undefined {
  const { why, prior, mode, plainSampling } = approach;
  if (why === 'known') return undefined;
  if (error instanceof SdkHttpError && (error.status === 401 || error.status === 403)) return undefined;
  if (why === 'remembered') return { why: 'asked for anew', mode: 'auto', plainSampling: false };
  // What the server once reported may be outdated.
  const fresh = { why, mode, prior: prior?.kind === 'legacy' ? prior : undefined };
  if (error instanceof ServerChanged) return { ...fresh, plainSampling: false };
  if (prior?.kind === 'modern') return { ...fresh, plainSampling };
  return !plainSampling && mayRejectCapabilities(error) ? { ...approach, plainSampling: true } : undefined;
}

/** An approach, for the log. */
export function describeApproach({ why, plainSampling }: Approach): string {
  return `protocol era ${why}${plainSampling ? ', sampling without tools' : ''}`;
}

/** Whether a server with a strict schema may have rejected our capabilities rather than the protocol version. */
function mayRejectCapabilities(error: unknown): boolean {
  if (error instanceof SdkHttpError) return error.status === 400 || error.status === 422;
  const others: number[] = [ProtocolErrorCode.MethodNotFound, ProtocolErrorCode.UnsupportedProtocolVersion];
  return error instanceof ProtocolError && !others.includes(error.code);
}

/** How long a probe waits for a server to report its era; a silent server speaks the older one. */
const PROBE_MILLISECONDS = 10_000;
/** The same where only one era will do: long enough for a server that is slow to start. */
const PINNED_PROBE_MILLISECONDS = 60_000;

/** The SDK's options for an approach. */
export function clientOptions({ mode, plainSampling }: Approach, onToolsChanged: () => void): ClientOptions {
  const timeoutMs = mode === 'auto' ? PROBE_MILLISECONDS : PINNED_PROBE_MILLISECONDS;
  return {
    // MCP client/sampling, "Capabilities".
    capabilities: { sampling: plainSampling ? {} : { tools: {} } },
    versionNegotiation: { mode, probe: { timeoutMs } },
    // We run the rounds ourselves, see inputRequired.ts.
    inputRequired: { autoFulfill: false },
    jsonSchemaValidator: unchecked,
    listChanged: { tools: { autoRefresh: false, debounceMs: 0, onChanged: onToolsChanged } },
  };
}
