import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { connect, type AddressInfo, type Server, type Socket } from 'node:net';
import path from 'node:path';
import { createServer as createTlsServer } from 'node:tls';
import * as vscode from 'vscode';
import { AnthropicModel } from '../../src/models/anthropic/anthropicModel.js';
import { readEndpoint } from '../../src/models/anthropic/endpoint.js';
import type { ModelAnswer } from '../../src/models/model.js';
import { MemoryLog, MemoryObserver, requestOf, textOf } from '../support/fakes.js';
import { LoopbackModel } from '../support/loopbackModel.js';
import { ROOT } from '../support/paths.js';

describe('The way to a model, by the settings of VS Code', () => {
  const loopback = new LoopbackModel();
  const asked: string[] = [];
  const toLoopback = (socket: Socket, ready: () => void = () => undefined): void => {
    const way = connect(Number(new URL(loopback.url).port), '127.0.0.1', () => {
      ready();
      way.pipe(socket);
      socket.pipe(way);
    });
    way.on('error', () => socket.destroy());
    socket.on('error', () => way.destroy());
  };
  /** Resolves a host name that nothing else here can. */
  const proxy = createServer().on('connect', ({ url = '' }, socket: Socket) => {
    asked.push(url);
    toLoopback(socket, () => socket.write('HTTP/1.1 200 Connection established\r\n\r\n'));
  });
  /** Requires a login. */
  const strict = createServer().on('connect', (_, socket: Socket) => {
    socket.end('HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n');
  });
  /** Has a self-signed certificate, made for these tests. */
  const file = (name: string): Buffer => readFileSync(path.join(ROOT, 'test', 'fixtures', 'tls', name));
  const selfSigned = createTlsServer({ key: file('key.pem'), cert: file('certificate.pem') }, (socket) => {
    toLoopback(socket);
  });

  const http = (): vscode.WorkspaceConfiguration => vscode.workspace.getConfiguration('http');
  const set = async (name: string, value: unknown): Promise<void> => {
    await http().update(name, value, vscode.ConfigurationTarget.Global);
  };
  const portOf = (server: Server): string => String((server.address() as AddressInfo).port);
  const ask = async (baseUrl: string): Promise<ModelAnswer> =>
    await new AnthropicModel({
      endpoint: readEndpoint(baseUrl, 'x'),
      apiKey: undefined,
      model: 'm',
      log: new MemoryLog(),
    }).answer(requestOf(['x']), new MemoryObserver(), new AbortController().signal);

  before(async () => {
    await loopback.start();
    for (const server of [proxy, strict, selfSigned]) {
      server.listen(0, '127.0.0.1');
      await once(server, 'listening');
    }
  });
  afterEach(async () => {
    await set('proxy', undefined);
  });
  after(async () => {
    proxy.closeAllConnections();
    proxy.close();
    strict.close();
    selfSigned.close();
    await loopback.stop();
  });

  it('goes through a proxy', async () => {
    await set('proxy', `http://127.0.0.1:${portOf(proxy)}`);
    assert.equal(textOf(await ask('http://model.test')), 'A short summary.');
    assert.deepEqual(asked, ['model.test:80']);
  });

  it('names the proxy that wants a login, not the endpoint', async () => {
    await set('proxy', `http://127.0.0.1:${portOf(strict)}`);
    await assert.rejects(ask('http://model.test'), {
      code: 'proxyRefused',
      message: /^The proxy for model\.test requires authentication/,
    });
  });

  it('ends at a certificate that is not trusted, and says so', async () => {
    await assert.rejects(ask(`https://localhost:${portOf(selfSigned)}`), {
      code: 'modelUnreachable',
      message: /certificate is not trusted on this machine/,
    });
    assert.equal(loopback.requests.length, 1, 'only what went through the proxy came here');
  });
});
