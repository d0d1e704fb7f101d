import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import {
  assertFitsOneMessage,
  MAX_CALL_MILLISECONDS,
  MAX_MESSAGE_BYTES,
  MAX_TIMEOUT_SECONDS,
} from '../../src/common/limits.js';
import { ROOT } from '../support/paths.js';

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
          /64\.0 MiB when encoded, too large for one 64 MiB message with its prompt\. Nothing was sent/,
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

describe('The time of a call', () => {
  it('is the same where it is declared and where it is used', () => {
    const setting = z.object({ default: z.number(), minimum: z.number(), maximum: z.number() });
    const group = z.object({ properties: z.record(z.string(), z.unknown()) });
    const { contributes } = z
      .object({ contributes: z.object({ configuration: z.array(group) }) })
      .parse(JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8')));
    const declared = contributes.configuration.map(({ properties }) => properties['mcpSummarize.timeout']);
    assert.deepEqual(setting.parse(declared.find((one) => one !== undefined)), {
      default: MAX_CALL_MILLISECONDS / 1000,
      minimum: 1,
      maximum: MAX_TIMEOUT_SECONDS,
    });
  });
});
