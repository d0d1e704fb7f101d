import assert from 'node:assert/strict';
import { callInRounds, type InputRounds } from '../../src/mcp/connection/inputRequired.js';

const sampling = {
  method: 'sampling/createMessage',
  params: { messages: [{ role: 'user', content: { type: 'text', text: 'x' } }], maxTokens: 5 },
};
const done = { content: [{ type: 'text', text: 'done' }] };
const again = { resultType: 'input_required', requestState: 's' };
const asking = { resultType: 'input_required', inputRequests: { a: sampling } };

/** A call of a server that gives these results one after the other; the last one again and again. */
function serverOf(results: readonly unknown[]): { readonly pauses: number[]; readonly rounds: InputRounds } {
  const pauses: number[] = [];
  let sent = 0;
  const rounds: InputRounds = {
    serverName: 'S',
    send: () => Promise.resolve(results[Math.min(sent++, results.length - 1)]),
    answer: () =>
      Promise.resolve({
        role: 'assistant',
        content: { type: 'text', text: 'y' },
        model: 'm',
        stopReason: 'endTurn',
      }),
    maxRounds: 3,
    signal: new AbortController().signal,
    pause: (milliseconds) => {
      pauses.push(milliseconds);
      return Promise.resolve();
    },
  };
  return { pauses, rounds };
}

describe('A server that asks to be called again', () => {
  it('may do so as often as it takes when it asks for nothing, after ever longer pauses', async () => {
    const { pauses, rounds } = serverOf([...Array<unknown>(40).fill(again), done]);
    assert.equal(await callInRounds(rounds), done);
    assert.deepEqual(pauses.slice(0, 7), [250, 500, 1000, 2000, 4000, 5000, 5000]);
    assert.equal(pauses.length, 40);
  });

  it('is waited for anew after a round that asked for something', async () => {
    const { pauses, rounds } = serverOf([again, again, asking, again, done]);
    await callInRounds(rounds);
    assert.deepEqual(pauses, [250, 500, 250]);
  });

  it('may ask for something only so often, however often it was waited for', async () => {
    const { rounds } = serverOf([again, asking, again, asking, again, asking, again, asking]);
    await assert.rejects(callInRounds(rounds), { code: 'limitReached', message: /after 3 rounds/ });
  });

  it('is no longer waited for when the call ends', async () => {
    const abort = new AbortController();
    const { rounds } = serverOf([again]);
    const { pause: _, ...real } = rounds;
    const running = callInRounds({ ...real, signal: abort.signal });
    setTimeout(() => {
      abort.abort();
    }, 20);
    await assert.rejects(running, { name: 'AbortError' });
  });
});
