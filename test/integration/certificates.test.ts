import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { assertOneSentence, cli } from '../support/cliProcess.js';
import { fixture } from '../support/fixtureServer.js';

describe('A certificate that is not trusted', () => {
  const file = (name: string): Buffer => readFileSync(fixture(`tls/${name}`));
  const selfSigned = createServer({ key: file('key.pem'), cert: file('certificate.pem') });
  const port = (): string => String((selfSigned.address() as AddressInfo).port);
  before(async () => {
    selfSigned.listen(0, '127.0.0.1');
    await once(selfSigned, 'listening');
  });
  after(() => selfSigned.close());

  for (const era of ['auto', 'legacy', 'modern']) {
    it(`is named where it is a server’s, era ${era}`, async () => {
      const url = `https://localhost:${port()}/mcp`;
      const { code, stderr } = await cli(['--provider', 'offline', '--era', era, '--url', url]);
      assert.equal(code, 1);
      assertOneSentence(
        stderr,
        /Could not connect to \S+: its certificate is not trusted .*self-signed; install/,
      );
    });
  }

  it('is named where it is an endpoint’s', async () => {
    const { code, stderr } = await cli(['--base-url', `https://localhost:${port()}`]);
    assert.equal(code, 1);
    assert.match(stderr, /: its certificate is not trusted .*self-signed; install .*\.\n$/);
  });

  it('is not asked for where the address needs https: the connection is closed', async () => {
    const url = `http://localhost:${port()}`;
    const server = await cli(['--provider', 'offline', '--url', url]);
    assertOneSentence(server.stderr, /Could not connect to \S+ \(it closed the connection\); check/);
    const endpoint = await cli(['--base-url', url]);
    assert.match(
      endpoint.stderr,
      /: it closed the connection; .*whether the base URL needs http or https\.\n$/,
    );
  });
});
