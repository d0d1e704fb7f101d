import { createServer } from 'node:http';
import { json } from 'node:stream/consumers';
import type { AddressInfo } from 'node:net';
import { CLI, environment } from './cliProcess.js';
import { finished } from './processes.js';

/** The client that the conformance suite starts: it turns a scenario into calls of the command line. */
type Scenario = (url: string) => Promise<void>;

interface ToolCall {
  readonly name: string;
  readonly arguments: Readonly<Record<string, unknown>>;
}

/** Fails unless the command line succeeds. */
async function cli(...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await finished(process.execPath, [CLI, '--provider', 'offline', ...args], {
    env: environment(),
  });
  process.stderr.write(stderr);
  if (code !== 0) throw new Error(`the command line ended with ${String(code)}`);
  return stdout;
}

const listTools: Scenario = async (url) => {
  await cli('--list-tools', '--url', url);
};

async function call(url: string, tool: ToolCall): Promise<void> {
  const args = Object.entries(tool.arguments)
    .filter(([, value]) => value !== null)
    .flatMap(([name, value]) => [
      '--arg',
      `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`,
    ]);
  await cli('--tool', tool.name, ...args, '--url', url);
}

const SCENARIOS: Readonly<Record<string, Scenario>> = {
  initialize: listTools,
  'request-metadata': listTools,
  'json-schema-ref-no-deref': listTools,
  tools_call: (url) => call(url, { name: 'add_numbers', arguments: { a: 5, b: 3 } }),
  'sse-retry': (url) => call(url, { name: 'test_reconnection', arguments: {} }),
  'http-standard-headers': async (url) => {
    const { tools } = JSON.parse(await cli('--list-tools', '--json', '--url', url)) as { tools: ToolCall[] };
    for (const { name } of tools) await call(url, { name, arguments: {} });
  },
  'http-custom-headers': async (url) => {
    const context = JSON.parse(process.env.MCP_CONFORMANCE_CONTEXT ?? '{}') as { toolCalls: ToolCall[] };
    for (const toolCall of context.toolCalls) await call(url, toolCall);
  },
  'http-invalid-tool-headers': async (url) => {
    const { tools } = JSON.parse(await cli('--list-tools', '--json', '--url', url)) as { tools: ToolCall[] };
    for (const { name } of tools) await call(url, { name, arguments: { region: 'us-west1' } });
  },
  'json-schema-2020-12-preservation': async (url) => {
    const { tools } = JSON.parse(await cli('--list-tools', '--json', '--url', url)) as {
      tools: { name: string; inputSchema: unknown }[];
    };
    const schema = tools.find(({ name }) => name === 'json_schema_2020_12_tool')?.inputSchema;
    await call(url, { name: 'json_schema_echo', arguments: { schema } });
  },
  'sep-2322-client-request-state': async (url) => {
    const proxy = await samplingInPlaceOfElicitation(url);
    try {
      for (const name of ['echo_state', 'no_state', 'unrelated', 'no_result_type'])
        await call(proxy.url, { name: `test_mrtr_${name}`, arguments: {} });
    } finally {
      proxy.stop();
    }
  },
};

/**
 * The scenario's rules are about rounds of input, but it asks by elicitation, which a client that samples
 * need not offer. This proxy makes sampling requests of those, and changes nothing else.
 */
async function samplingInPlaceOfElicitation(url: string): Promise<{ url: string; stop: () => void }> {
  const server = createServer((request, response) => {
    void (async () => {
      const headers = Object.entries(request.headers).flatMap(([name, value]) =>
        typeof value === 'string' && !/^(host|connection|content-length)$/.test(name) ? [[name, value]] : [],
      );
      const body = request.method === 'POST' ? JSON.stringify(await json(request)) : null;
      const answer = await fetch(url, {
        method: request.method ?? 'POST',
        headers: Object.fromEntries(headers) as Record<string, string>,
        body,
      });
      const text = await answer.text();
      response.writeHead(answer.status, {
        'content-type': answer.headers.get('content-type') ?? 'text/plain',
      });
      response.end(
        text.replaceAll(
          /\{"method":"elicitation\/create","params":\{"message":("[^"]*")[^]*?\}\}\}\}\}/g,
          '{"method":"sampling/createMessage","params":{"maxTokens":9,"messages":[{"role":"user","content":{"type":"text","text":$1}}]}}',
        ),
      );
    })();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${String(port)}/mcp`,
    stop: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

async function main(): Promise<void> {
  const scenario = SCENARIOS[process.env.MCP_CONFORMANCE_SCENARIO ?? ''];
  if (scenario === undefined) throw new Error('no such scenario here');
  await scenario(process.argv.at(-1) ?? '');
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
