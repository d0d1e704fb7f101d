import assert from 'node:assert/strict';
import { Lines } from '../../src/mcp/link/lines.js';

/** The lines of a stream that comes in these chunks. */
function linesOf(chunks: readonly (string | Buffer)[]): {
  readonly before: string[];
  readonly all: string[];
} {
  const all: string[] = [];
  const lines = new Lines((line) => all.push(line));
  for (const chunk of chunks) lines.push(Buffer.from(chunk));
  const before = [...all];
  lines.end();
  return { before, all };
}

describe('The lines of a stream', () => {
  it('are whole, however they are chunked', () => {
    assert.deepEqual(linesOf(['one li', 'ne\ntwo\nth', 'ree\r', '\n\n']).before, [
      'one line',
      'two',
      'three\r',
    ]);
  });

  it('keep characters that are split over chunks', () => {
    const bytes = Buffer.from('größer 🐢 als\n');
    assert.deepEqual(linesOf(Array.from(bytes, (byte) => Buffer.of(byte))).before, ['größer 🐢 als']);
  });

  it('include the last one without a line end, when nothing more comes', () => {
    const { before, all } = linesOf(['done\nfatal: no', ' more']);
    assert.deepEqual([before, all], [['done'], ['done', 'fatal: no more']]);
  });

  it('are handed on once they are too long, and their rest is dropped', () => {
    const chunk = 'x'.repeat(65536);
    const { before, all } = linesOf([...Array<string>(100).fill(chunk), 'end\nnext\n']);
    assert.deepEqual(
      before.map((line) => line.length),
      [2000, 4],
    );
    assert.deepEqual(all, before);
  });
});
