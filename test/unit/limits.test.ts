import assert from 'node:assert/strict';
import { assertFitsOneMessage, MAX_MESSAGE_BYTES } from '../../src/common/limits.js';

describe('The size of a message', () => {
  it('lets a text through that fits with its envelope', () => {
    assertFitsOneMessage('a'.repeat(MAX_MESSAGE_BYTES - 65 * 1024));
  });

  it('refuses a larger one and says how large it is', () => {
    assert.throws(
      () => {
        assertFitsOneMessage('a'.repeat(MAX_MESSAGE_BYTES));
      },
      {
        code: 'textTooLarge',
        message:
          /64\.0 MiB as it would be sent, more than fits into one message of 64 MiB with its prompt; nothing was sent/,
      },
    );
  });

  it('counts what a character takes on the wire', () => {
    const quotes = '"'.repeat(MAX_MESSAGE_BYTES / 2);
    assert.throws(() => {
      assertFitsOneMessage(quotes);
    }, /64\.0 MiB/);
  });

  it('counts a text whose JSON is longer than a string can be', () => {
    assert.throws(
      () => {
        assertFitsOneMessage('\u0001'.repeat(100 * 1024 * 1024));
      },
      { code: 'textTooLarge', message: /100\.0 MiB/ },
    );
  });

  it('counts pairs of surrogates as one character, wherever the count is cut', () => {
    const pairs = '😀'.repeat(16 * 1024 * 1024 - 10);
    for (const text of [pairs, `a${pairs}`]) {
      assert.throws(() => {
        assertFitsOneMessage(text);
      }, /64\.0 MiB/);
    }
  });
});
