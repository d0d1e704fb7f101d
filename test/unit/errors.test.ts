import assert from 'node:assert/strict';
import * as z from 'zod';
import { certificateFault, connectionCode } from '../../src/common/connectionCause.js';
import { toSummarizeError } from '../../src/common/errors.js';
import { withIssuesInWords } from '../../src/common/schemaIssues.js';
import { assertAtOnce } from '../support/until.js';

describe('An error', () => {
  it('of Zod is told in words', () => {
    const { error } = z.object({ a: z.array(z.string()) }).safeParse({ a: [1] });
    assert.equal(
      toSummarizeError(error).message,
      'Unexpected error (a.0: Invalid input: expected string, received number); try again.',
    );
  });

  for (const message of ['plain', 'a [ {"b": 1} ]', 'a [ {"message": "b"}', '[ {"message": 1} ]', '[]']) {
    it(`is told as it is where it is not one of Zod: ${message}`, () => {
      assert.equal(withIssuesInWords(message), message);
    });
  }

  it('is read at once, however many lists it seems to have', () => {
    const begun = performance.now();
    for (const piece of ['[', '[ ', '[ {']) withIssuesInWords(piece.repeat(1_000_000));
    withIssuesInWords(`[${' '.repeat(1_000_000)}`);
    assertAtOnce(performance.now() - begun);
  });

  for (const [code, words] of [
    [
      'DEPTH_ZERO_SELF_SIGNED_CERT',
      /^its certificate is not trusted on this machine, because it is self-signed;/,
    ],
    ['SELF_SIGNED_CERT_IN_CHAIN', /^its certificate is not trusted on this machine; install/],
    ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', /^its certificate is not trusted on this machine; install/],
    ['CERT_HAS_EXPIRED', /^its certificate has expired;/],
    ['CERT_NOT_YET_VALID', /^its certificate is not valid yet; check the clock/],
    ['CERT_REVOKED', /^its certificate was revoked;/],
    ['ERR_TLS_CERT_ALTNAME_INVALID', /^its certificate is for a different name;/],
  ] as const) {
    it(`of a connection names what is wrong with a certificate: ${code}`, () => {
      const error = new TypeError('fetch failed', { cause: Object.assign(new Error('x'), { code }) });
      assert.match(certificateFault(connectionCode(error)) ?? '', words);
    });
  }
});
