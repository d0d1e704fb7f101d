import { z } from 'zod';
import { SummarizeError } from '../common/errors.js';
import { DEFAULT_ROUNDS } from '../common/limits.js';

/** Whether a server may ask the user's model: `session` is what `ask` becomes for as long as the window is open. */
export const PERMISSIONS = ['ask', 'session', 'always', 'never'] as const;
export type Permission = (typeof PERMISSIONS)[number];

/** How much a server may ask for; null where there is no limit. */
export interface SamplingLimits {
  readonly requestsPerMinute: number | null;
  /** Tokens that go in and come out, from one local midnight to the next. */
  readonly tokensPerDay: number | null;
  /** How often a server may come back within one tool call: rounds of tool use, and of input. */
  readonly roundsPerCall: number;
  /** What happens to a request that would go beyond a limit. */
  readonly atLimit: 'wait' | 'refuse';
}

/** What a user has decided about the sampling of one server. */
export interface SamplingPolicy {
  readonly permission: Permission;
  /** Whether the user reads, and perhaps edits, each request before the model gets it. */
  readonly reviewPrompts: boolean;
  /** The same for each answer before the server gets it. */
  readonly reviewAnswers: boolean;
  readonly limits: SamplingLimits;
}

/**
 * For a server whose use is the consent: the bundled one, which runs on the user's own click and asks
 * for nothing but the text that was selected, and one that is named on the command line.
 */
export const CONSENTED_POLICY: SamplingPolicy = {
  permission: 'always',
  reviewPrompts: false,
  reviewAnswers: false,
  limits: { requestsPerMinute: null, tokensPerDay: null, roundsPerCall: DEFAULT_ROUNDS, atLimit: 'wait' },
};

/** Every other server, as long as nothing else is set (MCP client/sampling: SHOULD ask, SHOULD limit the rate). */
export const DEFAULT_POLICY: SamplingPolicy = {
  permission: 'ask',
  reviewPrompts: false,
  reviewAnswers: false,
  limits: { requestsPerMinute: 60, tokensPerDay: 1_000_000, roundsPerCall: DEFAULT_ROUNDS, atLimit: 'wait' },
};

/** Names in the setting that stand for no server of the user's naming. */
export const BUNDLED_NAME = 'bundled';
export const OTHERS_NAME = '*';

const limit = z.int().positive().nullable();
const policyEntry = z.strictObject({
  sampling: z.enum(['ask', 'always', 'never']).optional(),
  reviewPrompts: z.boolean().optional(),
  reviewAnswers: z.boolean().optional(),
  requestsPerMinute: limit.optional(),
  tokensPerDay: limit.optional(),
  roundsPerCall: z.int().positive().optional(),
  atLimit: z.enum(['wait', 'refuse']).optional(),
});
export type PolicyEntry = z.infer<typeof policyEntry>;

const policyEntries = z.record(z.string(), policyEntry);

/**
 * The policy of a server by the setting `policies`: its own entry, then that of `*`, then what holds
 * where nothing is set. The entry `*` does not count for the bundled server.
 *
 * @param value the setting, unread
 * @param name the server's name in the settings, or `BUNDLED_NAME`
 * @param source what to call the setting in an error
 * @throws {SummarizeError} `badSetting`: a policy that cannot be read allows nothing
 */
export function policyOf(value: unknown, name: string, source: string): SamplingPolicy {
  const entries = readPolicyEntries(value, source);
  const isBundled = name === BUNDLED_NAME;
  const base = isBundled ? CONSENTED_POLICY : withEntry(DEFAULT_POLICY, entries.get(OTHERS_NAME));
  return withEntry(base, entries.get(name));
}

/** @throws {SummarizeError} `badSetting` */
export function readPolicyEntries(value: unknown, source: string): ReadonlyMap<string, PolicyEntry> {
  const parsed = policyEntries.safeParse(value ?? {});
  if (parsed.success) return new Map(Object.entries(parsed.data));
  const where = parsed.error.issues[0]?.path.join('.') ?? '';
  throw new SummarizeError(
    'badSetting',
    `${source} is invalid${where === '' ? '' : ` at "${where}"`}, so no server may use your model; correct it.`,
  );
}

function withEntry(policy: SamplingPolicy, entry: PolicyEntry = {}): SamplingPolicy {
  const { limits } = policy;
  const choose = <T>(own: T | undefined, inherited: T): T => (own === undefined ? inherited : own);
  return {
    permission: choose(entry.sampling, policy.permission),
    reviewPrompts: choose(entry.reviewPrompts, policy.reviewPrompts),
    reviewAnswers: choose(entry.reviewAnswers, policy.reviewAnswers),
    limits: {
      requestsPerMinute: choose(entry.requestsPerMinute, limits.requestsPerMinute),
      tokensPerDay: choose(entry.tokensPerDay, limits.tokensPerDay),
      roundsPerCall: choose(entry.roundsPerCall, limits.roundsPerCall),
      atLimit: choose(entry.atLimit, limits.atLimit),
    },
  };
}
