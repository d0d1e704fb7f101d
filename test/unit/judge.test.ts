import assert from 'node:assert/strict';
import { judge, type RequestFacts, type Usage, type Verdict } from '../../src/policy/judge.js';
import { PERMISSIONS, type Permission, type SamplingPolicy } from '../../src/policy/policy.js';

/** One situation: a policy, a request, and how much of each limit is used. */
interface Situation {
  readonly permission: Permission;
  readonly reviewPrompts: boolean;
  readonly reviewAnswers: boolean;
  readonly atLimit: 'wait' | 'refuse';
  readonly consent: RequestFacts['consent'];
  readonly reviewed: boolean;
  /** Whether the request alone is more than a day's tokens. */
  readonly size: 'small' | 'huge';
  readonly rounds: 'left' | 'used up';
  readonly minute: 'no limit' | 'left' | 'used up';
  /** `claimed`: used up if those under way use all that they could. */
  readonly day: 'no limit' | 'left' | 'claimed' | 'used up';
  readonly midnight: 'soon' | 'far';
}

const VALUES: { readonly [K in keyof Situation]: readonly Situation[K][] } = {
  permission: PERMISSIONS,
  reviewPrompts: [false, true],
  reviewAnswers: [false, true],
  atLimit: ['wait', 'refuse'],
  consent: ['none', 'given', 'denied'],
  reviewed: [false, true],
  size: ['small', 'huge'],
  rounds: ['left', 'used up'],
  minute: ['no limit', 'left', 'used up'],
  day: ['no limit', 'left', 'claimed', 'used up'],
  midnight: ['soon', 'far'],
};

const NOW = 1_000_000_000;
const SOON = NOW + 30 * 60_000;
const FAR = NOW + 5 * 3_600_000;
/** The older of two requests in the last minute; the limit is two. */
const OLDER = NOW - 20_000;

/** The first row whose conditions all hold says what becomes of a request; a condition that is not named does not matter. */
const TABLE: readonly (readonly [when: Partial<Situation>, verdict: Verdict])[] = [
  [{ permission: 'never' }, { kind: 'refuse', because: 'never' }],
  [{ consent: 'denied' }, { kind: 'refuse', because: 'denied' }],
  [{ rounds: 'used up' }, { kind: 'refuse', because: 'roundsPerCall' }],
  ...(['left', 'claimed', 'used up'] as const).map(
    (day) =>
      [
        { day, size: 'huge' },
        { kind: 'refuse', because: 'tokensPerDay' },
      ] as const,
  ),
  [
    { day: 'used up', atLimit: 'refuse' },
    { kind: 'refuse', because: 'tokensPerDay' },
  ],
  [
    { day: 'used up', midnight: 'far' },
    { kind: 'refuse', because: 'tokensPerDay' },
  ],
  [
    { minute: 'used up', atLimit: 'refuse' },
    { kind: 'refuse', because: 'requestsPerMinute' },
  ],
  [{ reviewPrompts: true, reviewed: false }, { kind: 'review' }],
  [{ permission: 'ask', consent: 'none' }, { kind: 'ask' }],
  [{ day: 'used up' }, { kind: 'wait', because: 'tokensPerDay', until: SOON }],
  [{ day: 'claimed' }, { kind: 'wait', because: 'tokensPerDay', until: undefined }],
  [{ minute: 'used up' }, { kind: 'wait', because: 'requestsPerMinute', until: OLDER + 60_000 }],
  [{}, { kind: 'pass' }],
];

function situations(): Situation[] {
  return Object.entries(VALUES).reduce<object[]>(
    (all, [name, values]) => all.flatMap((one) => values.map((value) => ({ ...one, [name]: value }))),
    [{}],
  ) as Situation[];
}

function judged(situation: Situation): Verdict {
  const { permission, reviewPrompts, reviewAnswers, atLimit, minute, day, midnight } = situation;
  const policy: SamplingPolicy = {
    permission,
    reviewPrompts,
    reviewAnswers,
    limits: {
      requestsPerMinute: minute === 'no limit' ? null : 2,
      tokensPerDay: day === 'no limit' ? null : 1000,
      roundsPerCall: 3,
      atLimit,
    },
  };
  const request: RequestFacts = {
    consent: situation.consent,
    reviewed: situation.reviewed,
    toolRounds: situation.rounds === 'left' ? 2 : 3,
    tokens: situation.size === 'small' ? 100 : 1001,
  };
  const usage: Usage = {
    lastMinute: minute === 'used up' ? [OLDER, NOW - 1] : [NOW - 1],
    tokensToday: day === 'used up' ? 901 : 500,
    tokensUnderWay: day === 'claimed' ? 401 : 400,
  };
  return judge(policy, request, usage, { now: NOW, tomorrow: midnight === 'soon' ? SOON : FAR });
}

describe('The policy', () => {
  it('decides on every permission, review, consent, request and limit as the table says', () => {
    const used = new Set<number>();
    for (const situation of situations()) {
      const row = TABLE.findIndex(([when]) =>
        Object.entries(when).every(([name, value]) => situation[name as keyof Situation] === value),
      );
      used.add(row);
      assert.deepEqual(judged(situation), TABLE[row]?.[1], JSON.stringify(situation));
    }
    assert.equal(used.size, TABLE.length, 'a row of the table is never used');
  });

  it('waits for the request that has to leave the minute, not for the oldest of many', () => {
    const policy: SamplingPolicy = {
      permission: 'always',
      reviewPrompts: false,
      reviewAnswers: false,
      limits: { requestsPerMinute: 2, tokensPerDay: null, roundsPerCall: 3, atLimit: 'wait' },
    };
    const usage = {
      lastMinute: [NOW - 50_000, NOW - 40_000, NOW - 30_000],
      tokensToday: 0,
      tokensUnderWay: 0,
    };
    const request = { consent: 'none', reviewed: false, toolRounds: 0, tokens: 1 } as const;
    assert.deepEqual(judge(policy, request, usage, { now: NOW, tomorrow: FAR }), {
      kind: 'wait',
      because: 'requestsPerMinute',
      until: NOW + 20_000,
    });
  });

  it('has a rule for a request of exactly what is left', () => {
    const exact = situations().find(
      ({ day, size, permission, minute, rounds, reviewPrompts, consent }) =>
        day === 'left' &&
        size === 'small' &&
        permission === 'always' &&
        minute === 'left' &&
        rounds === 'left' &&
        !reviewPrompts &&
        consent === 'none',
    );
    // 500 used, 400 under way, 100 asked for: 1,000 of 1,000.
    assert.ok(exact !== undefined);
    assert.deepEqual(judged(exact), { kind: 'pass' });
  });
});
