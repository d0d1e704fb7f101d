import assert from 'node:assert/strict';
import { CONSENTED_POLICY, DEFAULT_POLICY, policyOf } from '../../src/policy/policy.js';

const of = (value: unknown, name = 'everything') => policyOf(value, name, 'The setting policies');

describe('The setting with the policies', () => {
  it('has what holds where nothing is set', () => {
    for (const value of [undefined, {}, { another: { sampling: 'never' } }]) {
      assert.deepEqual(of(value), DEFAULT_POLICY);
      assert.deepEqual(of(value, 'bundled'), CONSENTED_POLICY);
    }
  });

  it('asks, and limits, by default; the bundled server need not ask', () => {
    assert.equal(DEFAULT_POLICY.permission, 'ask');
    assert.notEqual(DEFAULT_POLICY.limits.requestsPerMinute, null);
    assert.equal(CONSENTED_POLICY.permission, 'always');
  });

  it('takes a server’s own entry before that of *, which is not for the bundled one', () => {
    const value = {
      '*': { sampling: 'never', reviewAnswers: true, requestsPerMinute: 5 },
      everything: { sampling: 'always', requestsPerMinute: null, atLimit: 'refuse' },
    };
    assert.deepEqual(of(value), {
      permission: 'always',
      reviewPrompts: false,
      reviewAnswers: true,
      limits: { ...DEFAULT_POLICY.limits, requestsPerMinute: null, atLimit: 'refuse' },
    });
    assert.equal(of(value, 'another').permission, 'never');
    assert.deepEqual(of(value, 'bundled'), CONSENTED_POLICY);
    assert.equal(of({ bundled: { sampling: 'ask' } }, 'bundled').permission, 'ask');
  });

  for (const value of [
    'x',
    [],
    { everything: { sampling: 'yes' } },
    { everything: { sampling: 'session' } },
    { everything: { requestsPerMinute: 0 } },
    { everything: { roundsPerCall: null } },
    { everything: { reviewPrompt: true } },
    { another: { tokensPerDay: -1 } },
  ]) {
    it(`allows nothing while it is ${JSON.stringify(value)}`, () => {
      assert.throws(() => of(value), {
        code: 'badSetting',
        message: /no server may use your model; correct it\.$/,
      });
    });
  }
});
