import assert from 'node:assert/strict';
import { OpenCalls, type OpenCall } from '../../src/mcp/connection/openCalls.js';

const call = (): OpenCall => ({
  answer: () => Promise.reject(new Error('not asked here')),
  signal: new AbortController().signal,
});

describe('The open calls', () => {
  it('know to which one a request belongs, by its id or because there is no other', () => {
    const calls = new OpenCalls();
    const [a, b] = [call(), call()];
    assert.equal(calls.find(undefined), undefined);
    calls.open('a', a);
    assert.equal(calls.find(undefined), a);
    assert.equal(calls.find('a'), a);
    calls.open('b', b);
    assert.equal(calls.find('b'), b);
    assert.equal(calls.find(undefined), undefined, 'it was guessed');
    calls.close('a');
    assert.equal(calls.find('a'), undefined);
    assert.equal(calls.find(undefined), b);
    for (const wrong of ['c', 7, null, {}]) assert.equal(calls.find(wrong), undefined);
  });
});
