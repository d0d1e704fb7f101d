import assert from 'node:assert/strict';
import { maskedValue } from '../../src/text/maskedValue.js';

const VALUES: readonly (readonly [value: string, masked: string])[] = [
  ['17', '#'],
  ['-1.5e-7', '#'],
  ['1,024', '#'],
  ['87%', '#'],
  ['12 ms', '# ms'],
  ['2026-11-22', '###'],
  ['2026-11-22T10:00:00.000Z', '###T#Z'],
  ['Jan 5, 2026 10:00 AM', '# # #'],
  ['22-Nov-2026', '#-#'],
  ['blk_-1608999687919862906', 'blk_#'],
  ['blk_7128370237687728475', 'blk_#'],
  ['550e8400-e29b-41d4-a716-446655440000', '#'],
  ['job 5f3a9c01be is done', 'job # is done'],
  ['01J8Z3K4M5N6P7Q8R9', '#'],
  ['/items/17/edit', '/items/#/edit'],
  // What somebody may read stays.
  ['ana17@example.org', 'ana#@example.org'],
  ['deadline', 'deadline'],
  ['Route 66 in May', 'Route # in May'],
  ['GET', 'GET'],
  ['', ''],
];

describe('A value without its numbers and ids', () => {
  for (const [value, masked] of VALUES)
    it(`is ${masked}: ${value}`, () => {
      assert.equal(maskedValue(value), masked);
    });
});
