import assert from 'node:assert/strict';
import fc from 'fast-check';
import { lineDiff } from '../../src/text/lineDiff.js';

/** Applies a diff to the text that it was made from. */
function apply(before: string, diff: string): string {
  const old = before === '' ? [] : before.split('\n');
  const made: string[] = [];
  let at = 0;
  for (const line of diff === '' ? [] : diff.split('\n')) {
    const [, from, count] = /^@@ -(\d+),(\d+) \+\d+,\d+ @@$/.exec(line) ?? [];
    if (from !== undefined) {
      const start = Number(from) - (count === '0' ? 0 : 1);
      made.push(...old.slice(at, start));
      at = start;
    } else if (line.startsWith('+')) made.push(line.slice(1));
    else {
      assert.equal(line.slice(1), old[at], 'a line that is not in the text');
      if (line.startsWith(' ')) made.push(line.slice(1));
      at++;
    }
  }
  return [...made, ...old.slice(at)].join('\n');
}

describe('What changed between two texts', () => {
  it('is shown with three lines around it, near changes together', () => {
    const before = Array.from({ length: 30 }, (_, index) => `line ${String(index + 1)}`);
    const after = before.with(9, 'ten').with(12, 'thirteen').toSpliced(25, 1);
    assert.equal(
      lineDiff(before.join('\n'), after.join('\n')),
      [
        '@@ -7,10 +7,10 @@',
        ...[' line 7', ' line 8', ' line 9', '-line 10', '+ten', ' line 11', ' line 12'],
        ...['-line 13', '+thirteen', ' line 14', ' line 15', ' line 16'],
        '@@ -23,7 +23,6 @@',
        ...[' line 23', ' line 24', ' line 25', '-line 26', ' line 27', ' line 28', ' line 29'],
      ].join('\n'),
    );
  });

  it('is nothing if only line ends differ', () => {
    assert.equal(lineDiff('a\r\nb\r\n', 'a\nb'), '');
  });

  it('makes the second text from the first', () => {
    const text = fc
      .array(fc.constantFrom('a', 'b', 'c', 'd', 'e', '}', 'return'), { maxLength: 40 })
      .map((lines) => lines.join('\n'));
    fc.assert(
      fc.property(text, text, (before, after) => {
        assert.equal(apply(before, lineDiff(before, after)), after);
      }),
      { numRuns: 2000 },
    );
  });

  it('takes no longer for texts that have nothing, or little, in common', () => {
    const many = 200_000;
    const one = Array.from({ length: many }, (_, index) => String(index)).join('\n');
    const reversed = Array.from({ length: many }, (_, index) => String(many - index)).join('\n');
    const same = Array.from({ length: many }, (_, index) => (index % 7 === 0 ? 'x' : '}')).join('\n');
    const started = performance.now();
    for (const [before, after] of [
      [one, reversed],
      [same, reversed],
      [same, `${same}\ny`.slice(2)],
    ] as const) {
      assert.notEqual(lineDiff(before, after), '');
    }
    assert.ok(performance.now() - started < 20_000);
  });
});
