import * as z from 'zod';
import { SummarizeError } from '../common/errors.js';
import { DEFAULT_ROUNDS } from '../common/limits.js';

/** Whether a server may use the user's model; `ask` can become `session` until the window is closed. */
export const PERMISSIONS = ['ask', 'session', 'always', 'never'] as const;
export type Permission = (typeof PERMISSIONS)[number];

/** How much a server may use; null for no limit. */
export interface SamplingLimits {
  readonly requestsPerMinute: number | null;
  /** Input and output tokens, from one local midnight to the next. */
  readonly tokensPerDay: number | null;
  /** The maximum number of rounds per tool call, of tool use or of input. */
  readonly roundsPerCall: number;
  /** What happens to a request that would go beyond a limit. */
  readonly atLimit: 'wait' | 'refuse';
}

/** What a user has decided about the sampling of one server. */
export interface SamplingPolicy {
  readonly permission: Permission;
  /** Whether the user reviews each request before the model gets it. */
  readonly reviewPrompts: boolean;
  /** The same for each answer before the server gets it. */
  readonly reviewAnswers: boolean;
  readonly limits: SamplingLimits;
}

/**
 * For servers whose use implies consent: the bundled one, which the user starts and which sends only the
 * selected text, and one named on the command line.
 */
export const CONSENTED_POLICY: SamplingPolicy = {
  permission: 'always',
  reviewPrompts: false,
  reviewAnswers: false,
  limits: { requestsPerMinute: null, tokensPerDay: null, roundsPerCall: DEFAULT_ROUNDS, atLimit: 'wait' },
};

/** The default for every other server (MCP client/sampling: SHOULD ask, SHOULD limit the rate). */
export const DEFAULT_POLICY: SamplingPolicy = {
  permission: 'ask',
  reviewPrompts: false,
  reviewAnswers: false,
  limits: { requestsPerMinute: 60, tokensPerDay: 1_000_000, roundsPerCall: DEFAULT_ROUNDS, atLimit: 'wait' },
};

/** Reserved names in the setting. */
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
 * A server's policy from the setting `policies`: its own entry, then that of `*`, then the default. `*` does
 * not apply to the bundled server.
 *
 * @param value the setting, unread
 * @param name the server's name in the settings, or `BUNDLED_NAME`
 * @param source what to call the setting in an error
 * @throws {SummarizeError} `badSetting`: an invalid policy allows nothing
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
