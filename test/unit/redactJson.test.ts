import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { FoundSecret } from '../../src/secrets/findSecrets.js';
import { isJson, redactJson } from '../../src/secrets/redactJson.js';

/** Finds of the parts of a text that match. */
function finds(text: string, pattern: RegExp): FoundSecret[] {
  return [...text.matchAll(pattern)].map(({ index, 0: { length } }) => ({
    name: 'it',
    from: index,
    to: index + length,
    line: 1,
  }));
}

describe('Redacted JSON', () => {
  const CASES: readonly (readonly [what: string, text: string, pattern: RegExp, redacted: string])[] = [
    ['a part of a string', '{"a": "xSECRETy"}', /SECRET/g, '{"a": "x[it]y"}'],
    ['a value, where a find begins in its key', '{"key": "SECRET"}', /key": "SECRET/g, '{"key": "[it]"}'],
    ['a key, where nothing else is found', '{"xSECRET" : 1}', /SECRET/g, '{"x[it]" : 1}'],
    ['whole escapes', '["\\nSECRET\\u0041b"]', /nSECRET\\u00/g, '["[it]b"]'],
    ['a number', '[1, -2.5e3, true]', /2\.5/g, '[1, "[it]", true]'],
    ['all strings of a find', '["SE", ["CRET", 1]]', /SE.*T/g, '["[it]", ["[it]", 1]]'],
    ['several finds in a string', '["SECRET SECRET"]', /SECRET/g, '["[it] [it]"]'],
  ];
  for (const [what, text, pattern, redacted] of CASES) {
    it(`lacks ${what}`, () => {
      assert.equal(redactJson(text, finds(text, pattern)), redacted);
    });
  }

  it('is JSON, whatever was found where', () => {
    fc.assert(
      fc.property(
        fc.object(),
        fc.array(fc.nat(300), { maxLength: 8 }),
        fc.boolean(),
        (value, places, pretty) => {
          const text = JSON.stringify(value, undefined, pretty ? 1 : undefined);
          const ends = [...new Set(places)].filter((place) => place <= text.length).sort((a, b) => a - b);
          const found = ends.flatMap((from, index) => {
            const to = ends[index + 1];
            return index % 2 === 1 || to === undefined ? [] : [{ name: 'it', from, to, line: 1 }];
          });
          const redacted = redactJson(text, found);
          assert.ok(isJson(redacted), redacted);
          if (found.length === 0) assert.equal(redacted, text);
        },
      ),
      { numRuns: 1000 },
    );
  });

  it('takes linear time', () => {
    const timeOf = (count: number): number => {
      const text = JSON.stringify({ long: 'SECRET '.repeat(count), all: Array(count).fill('SECRET') });
      const found = finds(text, /SECRET/g);
      const times = [1, 2, 3].map(() => {
        const started = performance.now();
        redactJson(text, found);
        return performance.now() - started;
      });
      return Math.min(...times);
    };
    const [some, much] = [timeOf(4_000), timeOf(32_000)];
    assert.ok(much < 24 * some + 10, `${String(some)} ms, then ${String(much)} ms`);
  });
});
