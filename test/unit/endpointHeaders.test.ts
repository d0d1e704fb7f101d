import assert from 'node:assert/strict';
import { holdsCredentials, readHeaders } from '../../src/models/anthropic/headers.js';
import { inputNames, withInputs } from '../../src/common/inputVariables.js';

describe('The headers for an endpoint', () => {
  it('are names and values, of which some may be secrets', () => {
    const headers = readHeaders({ 'x-team': 'docs', 'x-api-key': 'key ${input:gateway}' }, 'x');
    assert.deepEqual(inputNames(Object.values(headers)), ['gateway']);
    assert.equal(withInputs(headers, new Map([['gateway', 's3cret']]))['x-api-key'], 'key s3cret');
    assert.deepEqual(readHeaders(undefined, 'x'), {});
  });

  for (const wrong of [
    [],
    { 'x-team': 7 },
    { 'no such name': 'x' },
    { 'x-team': 'two\nlines' },
    { 'Content-Type': 'text/plain' },
    { 'anthropic-version': '1999-01-01' },
    { host: 'elsewhere' },
    { 'x-home': '${env:HOME}' },
  ]) {
    it(`are refused where they are ${JSON.stringify(wrong)}`, () => {
      assert.throws(() => readHeaders(wrong, 'The setting'), {
        code: 'badSetting',
        message: /^The setting /,
      });
    });
  }

  it('stand for who asks where they hold a secret, or are called like one', () => {
    for (const headers of [
      { authorization: 'x' },
      { 'X-Api-Key': 'x' },
      { cookie: 'x' },
      { 'x-anything': '${input:it}' },
      { 'cf-access-token': 'x' },
    ] as Readonly<Record<string, string>>[]) {
      assert.equal(holdsCredentials(headers), true, JSON.stringify(headers));
    }
    assert.equal(holdsCredentials({ 'x-team': 'docs' }), false);
  });
});
