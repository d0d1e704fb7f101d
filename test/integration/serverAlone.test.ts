import assert from 'node:assert/strict';
import path from 'node:path';
import {
  Client as ModernClient,
  UnsupportedProtocolVersionError,
  type VersionNegotiationMode,
} from '@modelcontextprotocol/client';
import { StdioClientTransport as ModernStdioTransport } from '@modelcontextprotocol/client/stdio';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { CreateMessageRequestSchema } from '@modelcontextprotocol/sdk/types.js';
import { DIST } from '../support/paths.js';
import { finished } from '../support/processes.js';

const SERVER = path.join(DIST, 'server.js');

describe('Our server, by itself', () => {
  it('warns of nothing while many requests are open', async () => {
    const client = new Client({ name: 'foreign', version: '1' }, { capabilities: { sampling: {} } });
    const held: (() => void)[] = [];
    client.setRequestHandler(CreateMessageRequestSchema, async () => {
      // All that are open at once are answered at once.
      await new Promise<void>((resolve) => {
        held.push(resolve);
        setTimeout(() => {
          for (const release of held.splice(0)) release();
        }, 50);
      });
      return { role: 'assistant', model: 'm', content: { type: 'text', text: 'Short.' } };
    });
    const transport = new StdioClientTransport({
      command: process.execPath,
      args: [SERVER],
      stderr: 'pipe',
    });
    let words = '';
    transport.stderr?.on('data', (chunk: Buffer) => (words += chunk.toString()));
    await client.connect(transport);
    try {
      const text = 'A paragraph of some words.\n\n'.repeat(2000);
      await client.callTool({
        name: 'summarize',
        arguments: { text_to_summarize: text, part_tokens: 500 },
      });
    } finally {
      await client.close();
    }
    assert.equal(words, '');
  });

  it('starts for a user without a home directory', async () => {
    const homeless =
      'import os, { homedir } from "node:os"; import { syncBuiltinESMExports } from "node:module";' +
      'os.homedir = () => { throw new Error("no home"); }; syncBuiltinESMExports();';
    const { XDG_CACHE_HOME: _, ...env } = process.env;
    const without = ['--import', `data:text/javascript,${encodeURIComponent(homeless)}`];
    const input = 'One is here.';
    const cli = [path.join(DIST, 'cli.js'), '--provider', 'offline'];
    const { stdout } = await finished(process.execPath, [...without, ...cli], { env, input });
    assert.match(stdout, /One is here/);
    const { code, stderr } = await finished(process.execPath, [...without, SERVER], { env });
    assert.deepEqual([code, stderr], [0, '']);
  });

  describe('with a client of the 2026-07-28 era', () => {
    const connect = async (mode: VersionNegotiationMode): Promise<ModernClient> => {
      const client = new ModernClient(
        { name: 'modern', version: '1' },
        { capabilities: { sampling: {} }, versionNegotiation: { mode } },
      );
      await client.connect(new ModernStdioTransport({ command: process.execPath, args: [SERVER] }));
      return client;
    };

    it('is found to speak the older one', async () => {
      const client = await connect('auto');
      try {
        assert.equal(client.getProtocolEra(), 'legacy');
        assert.equal((await client.listTools()).tools.length, 4);
      } finally {
        await client.close();
      }
    });

    it('says which versions it supports to one that has no other', async () => {
      await assert.rejects(connect({ pin: '2026-07-28' }), (error) => {
        assert.ok(error instanceof UnsupportedProtocolVersionError, String(error));
        assert.equal(error.requested, '2026-07-28');
        assert.ok(error.supported.includes('2025-11-25'));
        return true;
      });
    });

    it('refuses any request of that era, and keeps silent to its notifications', async () => {
      const _meta = { 'io.modelcontextprotocol/protocolVersion': '2026-07-28' };
      const input = [
        { id: 1, method: 'server/discover', params: { _meta } },
        { id: 2, method: 'tools/list', params: { _meta } },
        { method: 'notifications/cancelled', params: { requestId: 2, _meta } },
        { id: 3, method: 'server/discover' },
      ]
        .map((message) => `${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`)
        .join('');
      const { stdout } = await finished(process.execPath, [SERVER], { input });
      const answers = stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as { id: number; error?: { code: number; data?: unknown } });
      assert.deepEqual(
        answers.map(({ id, error }) => [id, error?.code]),
        [
          [1, -32022],
          [2, -32022],
          [3, -32601],
        ],
      );
    });
  });

  it('writes nothing but protocol to standard output', async () => {
    const initialize = {
      jsonrpc: '2.0',
      id: 1,
      method: 'initialize',
      params: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'x', version: '1' } },
    };
    const input = `${JSON.stringify(initialize)}\nnot json\n{"jsonrpc":"2.0","method":"notifications/initialized"}\n`;
    const { code, stdout } = await finished(process.execPath, [SERVER], { input });
    assert.equal(code, 0);
    const lines = stdout.trim().split('\n');
    for (const line of lines) assert.equal((JSON.parse(line) as { jsonrpc: string }).jsonrpc, '2.0');
    assert.match(stdout, /"serverInfo":\{"name":"mcp-summarize"/);
  });
});
