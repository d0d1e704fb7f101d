import assert from 'node:assert/strict';
import { chartOf, describeSum } from '../../src/money/describe.js';
import { costOf, inDollars, priceList, readPrices } from '../../src/money/prices.js';
import { NOTHING, Totals } from '../../src/money/totals.js';
import { mapStore } from '../../src/common/store.js';

const ANTHROPIC = 'https://api.anthropic.com';
const usage = { inputTokens: 1_000_000, outputTokens: 100_000 };

describe('What an answer costs', () => {
  it('is known of few models, at Anthropic, and of those that the user prices', () => {
    const own = readPrices({ 'my-model': { input: 1, output: 5 } }, 'x');
    const priceOf = priceList(own);
    assert.deepEqual(priceOf('claude-haiku-5-5', ANTHROPIC), { input: 0.1, output: 0.5 });
    assert.deepEqual(priceOf('claude-sonnet-5-5-20260901', ANTHROPIC), { input: 2, output: 10 });
    assert.equal(priceOf('claude-haiku-5-5', 'http://localhost:4000'), undefined);
    assert.equal(priceOf('claude-opus-5-5', ANTHROPIC), undefined);
    assert.equal(priceOf('constructor', ANTHROPIC), undefined);
    assert.equal(priceOf('my-model', 'http://localhost:4000')?.output, 5);
    assert.equal(
      priceList(readPrices({ 'claude-haiku-5-5': { input: 7, output: 7 } }, 'x'))(
        'claude-haiku-5-5',
        ANTHROPIC,
      )?.input,
      7,
    );
  });

  it('is refused where it cannot be read', () => {
    for (const wrong of [
      [],
      { m: 3 },
      { m: { input: -1, output: 1 } },
      { m: { input: 1 } },
      { m: { input: 1, output: 1, x: 1 } },
    ]) {
      assert.throws(() => readPrices(wrong, 'The setting'), { code: 'badSetting' });
    }
  });

  it('counts what was read from a prompt cache, and written into it', () => {
    const price = { input: 2, output: 10 };
    assert.deepEqual(costOf(usage, price), { dollars: 3, saved: 0 });
    const read = costOf({ ...usage, cacheReadTokens: 500_000 }, price);
    assert.ok(Math.abs(read.dollars - 2.1) < 1e-9 && Math.abs(read.saved - 0.9) < 1e-9);
    const written = costOf({ ...usage, cacheWriteTokens: 500_000 }, price);
    assert.ok(Math.abs(written.dollars - 3.25) < 1e-9 && Math.abs(written.saved + 0.25) < 1e-9);
    assert.equal(costOf({ ...usage, cacheReadTokens: 1_000_000 }, { ...price, cacheRead: 1 }).dollars, 2);
  });

  it('is written as people read it', () => {
    assert.deepEqual([0, 0.00001, 0.01234, 1.5, 1234.5, -0.25].map(inDollars), [
      '$0.00',
      'less than $0.0001',
      '$0.0123',
      '$1.50',
      '$1234.50',
      '−$0.2500',
    ]);
  });
});

describe('Totals', () => {
  let now = new Date(2026, 10, 22, 23, 59);
  const made = (store = mapStore()): Totals => new Totals({ store, now: () => now });
  const cost = { dollars: 0.5, saved: 0.1 };
  beforeEach(() => {
    now = new Date(2026, 10, 22, 23, 59);
  });

  it('add up by day, month, model and server, over windows', () => {
    const store = mapStore();
    made(store).add({ server: 'bundled', model: 'haiku', usage: { inputTokens: 10, outputTokens: 5 }, cost });
    made(store).add({ server: 'bundled', model: 'haiku', usage: { inputTokens: 10, outputTokens: 5 }, cost });
    made(store).add({
      server: 'other',
      model: 'local',
      usage: { inputTokens: 100, outputTokens: 1 },
      cost: undefined,
    });
    const totals = made(store);
    const today = { requests: 3, inputTokens: 120, outputTokens: 11, dollars: 1, saved: 0.2, unpriced: 1 };
    assert.deepEqual(totals.today().sum, today);
    assert.deepEqual(totals.today().models, totals.month().models);
    const { sum, models, servers } = totals.month();
    assert.deepEqual(sum, today);
    assert.deepEqual(
      models.map(({ name, sum: { requests } }) => [name, requests]),
      [
        ['local', 1],
        ['haiku', 2],
      ],
    );
    assert.deepEqual(
      servers.map(({ name }) => name),
      ['other', 'bundled'],
    );
  });

  it('begin anew with the day and the month, and keep what was', () => {
    const totals = made();
    totals.add({ server: 's', model: 'm', usage, cost });
    now = new Date(2026, 10, 23, 0, 1);
    assert.deepEqual(totals.today(), { sum: NOTHING, models: [], servers: [] });
    assert.equal(totals.month().sum.requests, 1);
    assert.deepEqual(
      totals.lastDays(3).map(({ day, sum }) => [day, sum.requests]),
      [
        ['2026-11-21', 0],
        ['2026-11-22', 1],
        ['2026-11-23', 0],
      ],
    );
    now = new Date(2026, 11, 1);
    assert.deepEqual(totals.month().sum, NOTHING);
  });

  it('keep no more than 400 days, and survive what they cannot read', () => {
    const store = mapStore();
    for (let day = 0; day < 410; day++) {
      now = new Date(2026, 0, 1 + day);
      made(store).add({ server: 's', model: 'm', usage, cost });
    }
    assert.equal(Object.keys(store.get('totals') as object).length, 400);
    void store.update('totals', { '2026-01-01': 'broken' });
    assert.deepEqual(made(store).today().sum, NOTHING);
  });

  it('are told in words, and as a small chart', () => {
    const sum = { requests: 2, inputTokens: 1000, outputTokens: 234, dollars: 0.0123, saved: 0, unpriced: 0 };
    assert.equal(describeSum(sum), '$0.0123 · 1,234 tokens in 2 requests');
    assert.equal(describeSum({ ...sum, unpriced: 2 }), '1,234 tokens in 2 requests');
    assert.equal(
      describeSum({ ...sum, unpriced: 1, saved: 0.2 }),
      '$0.0123 · 1,234 tokens in 2 requests · 1 of unknown price · $0.2000 saved by the prompt cache',
    );
    assert.equal(chartOf([0, 1, 4, 8]), '·▁▄█');
    assert.equal(chartOf([0, 0]), '··');
  });
});
