import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import * as vscode from 'vscode';
import { AnthropicModel } from '../../src/models/anthropic.js';
import { readEndpoint } from '../../src/models/endpoint.js';
import { MemoryLog, MemoryObserver, requestOf, textOf } from '../support/fakes.js';
import { LoopbackModel } from '../support/loopbackModel.js';

describe('A proxy in the settings of VS Code', () => {
  const loopback = new LoopbackModel();
  const asked: string[] = [];
  /** Knows the way to a host that nothing else here can find. */
  const proxy = createServer().on('connect', ({ url = '' }, socket) => {
    asked.push(url);
    const way = connect(Number(new URL(loopback.url).port), '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      way.pipe(socket);
      socket.pipe(way);
    });
    way.on('error', () => socket.destroy());
    socket.on('error', () => way.destroy());
  });

  before(async () => {
    await loopback.start();
    proxy.listen(0, '127.0.0.1');
    await once(proxy, 'listening');
    const { port } = proxy.address() as AddressInfo;
    await vscode.workspace
      .getConfiguration('http')
      .update('proxy', `http://127.0.0.1:${String(port)}`, vscode.ConfigurationTarget.Global);
  });
  after(async () => {
    await vscode.workspace
      .getConfiguration('http')
      .update('proxy', undefined, vscode.ConfigurationTarget.Global);
    proxy.closeAllConnections();
    proxy.close();
    await loopback.stop();
  });

  it('is the way to the model', async () => {
    const endpoint = readEndpoint('http://model.test', 'x');
    const model = new AnthropicModel({ endpoint, apiKey: undefined, model: 'm', log: new MemoryLog() });
    const answer = await model.answer(requestOf(['x']), new MemoryObserver(), new AbortController().signal);
    assert.equal(textOf(answer), 'A short summary.');
    assert.deepEqual(asked, ['model.test:80']);
  });
});
