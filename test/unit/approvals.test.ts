import assert from 'node:assert/strict';
import { Approvals } from '../../src/policy/approvals.js';
import type { Decision, Question, Reviewed } from '../../src/policy/user.js';
import { ReviewQueue, type Review } from '../../src/review/reviewQueue.js';
import { question } from '../support/fakes.js';

const signal = new AbortController().signal;

describe('The questions that wait for a decision', () => {
  const from = (server: string, text: string): Question =>
    question({ server: { name: server, setting: server, identity: server } }, [text]);
  const decide = (approvals: Approvals, decision: Decision): void => {
    approvals.decide(approvals.batch?.questions ?? [], decision);
  };

  it('are one batch for each server, in the order in which they came', async () => {
    const approvals = new Approvals();
    const answers = [from('a', '1'), from('b', '2'), from('a', '3')].map((one) => approvals.ask(one, signal));
    assert.deepEqual(
      approvals.batch?.questions.map(({ server }) => server.name),
      ['a', 'a'],
    );
    decide(approvals, 'allow');
    decide(approvals, 'deny');
    assert.deepEqual(await Promise.all(answers), ['allow', 'deny', 'allow']);
    assert.equal(approvals.batch, undefined);
  });

  it('lose those that are cancelled, and tell so', async () => {
    const approvals = new Approvals();
    const sizes: number[] = [];
    approvals.onDidChange(() => sizes.push(approvals.batch?.questions.length ?? 0));
    const abort = new AbortController();
    const gone = approvals.ask(from('a', '1'), abort.signal);
    const stays = approvals.ask(from('a', '2'), signal);
    abort.abort();
    await assert.rejects(gone, { code: 'cancelled' });
    assert.deepEqual(sizes, [1, 2, 1]);
    decide(approvals, 'allow');
    assert.equal(await stays, 'allow');
  });

  it('take no part when they were cancelled before', async () => {
    const approvals = new Approvals();
    await assert.rejects(approvals.ask(from('a', '1'), AbortSignal.abort()), { code: 'cancelled' });
    assert.equal(approvals.batch, undefined);
  });
});

describe('The reviews that wait for each other', () => {
  /** A desk that shows a review until the test ends it. */
  class Desk {
    readonly shown: string[] = [];
    waiting = 0;
    end: (end: 'approve' | 'all' | 'deny') => void = () => undefined;

    async show<T>(review: Review<T>, onAll: () => void, ended: AbortSignal): Promise<T | undefined> {
      this.shown.push(review.name);
      return await new Promise((resolve, reject) => {
        ended.addEventListener('abort', () => {
          reject(new Error('ended'));
        });
        this.end = (how) => {
          resolve(how === 'deny' ? undefined : review.read('edited'));
          if (how === 'all') onAll();
        };
      });
    }

    setWaiting(count: number): void {
      this.waiting = count;
    }
  }

  const review = (name: string, group = 'a'): Review<string> => ({
    name,
    group,
    text: name,
    unchanged: name,
    read: (text) => `${name} ${text}`,
  });
  const values = async (
    ends: readonly Promise<Reviewed<string> | undefined>[],
  ): Promise<(string | undefined)[]> => (await Promise.all(ends)).map((end) => end?.value);
  const turn = async (): Promise<void> => {
    await new Promise(setImmediate);
  };

  it('are shown one at a time', async () => {
    const desk = new Desk();
    const queue = new ReviewQueue(desk);
    const ends = ['1', '2', '3'].map((name) => queue.review(review(name), signal));
    await turn();
    assert.deepEqual([desk.shown, desk.waiting], [['1'], 2]);
    desk.end('approve');
    await turn();
    desk.end('deny');
    await turn();
    assert.deepEqual([desk.shown, desk.waiting], [['1', '2', '3'], 0]);
    desk.end('approve');
    assert.deepEqual(await values(ends), ['1 edited', undefined, '3 edited']);
  });

  it('can be approved together, where they are of the same server', async () => {
    const desk = new Desk();
    const queue = new ReviewQueue(desk);
    const ends = [review('1'), review('2'), review('3', 'b'), review('4')].map((one) =>
      queue.review(one, signal),
    );
    await turn();
    assert.equal(desk.waiting, 2);
    desk.end('all');
    // One that comes after the click has not been seen waiting.
    ends.push(queue.review(review('5'), signal));
    await turn();
    desk.end('deny');
    await turn();
    desk.end('deny');
    assert.deepEqual(desk.shown, ['1', '3', '5']);
    assert.deepEqual(await values(ends), ['1 edited', '2', undefined, '4', undefined]);
    assert.deepEqual((await Promise.all(ends))[1], { value: '2', isRead: false });
  });

  it('do not wait for one that was cancelled, shown or not', async () => {
    const desk = new Desk();
    const queue = new ReviewQueue(desk);
    const [first, second] = [new AbortController(), new AbortController()];
    const ends = [
      queue.review(review('1'), first.signal),
      queue.review(review('2'), second.signal),
      queue.review(review('3'), signal),
    ] as const;
    await turn();
    second.abort();
    await assert.rejects(ends[1], { code: 'cancelled' });
    assert.equal(desk.waiting, 1);
    first.abort();
    await assert.rejects(ends[0]);
    await turn();
    assert.deepEqual(desk.shown, ['1', '3']);
    desk.end('approve');
    assert.deepEqual(await ends[2], { value: '3 edited', isRead: true });
  });
});
