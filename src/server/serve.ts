import '../common/noJit.js';
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import { MAX_MESSAGE_BYTES } from '../common/limits.js';
import { VERSION } from '../common/version.js';
import { refuseOtherVersions } from './protocolVersions.js';
import { WholeLines } from './wholeLines.js';
import { registerImageTool } from './imageTool.js';
import { registerStylePrompts } from './stylePrompts.js';
import { prepareQuestions, registerAskTool } from './askTool.js';
import { prepareSummaries, registerSummarizeTool } from './summarizeTool.js';

/** Standard output belongs to the protocol (MCP basic/transports, stdio); messages go to standard error. */
export function say(sentence: string): void {
  process.stderr.write(`mcp-summarize server: ${sentence}\n`);
}

/** Serves MCP on standard input and output until the client goes away. */
export async function serve(): Promise<void> {
  const server = new McpServer(
    { name: 'mcp-summarize', title: 'MCP Summarize', version: VERSION },
    { capabilities: { logging: {} } },
  );
  registerSummarizeTool(server);
  registerAskTool(server);
  registerImageTool(server);
  registerStylePrompts(server);
  const transport = new StdioServerTransport(process.stdin.pipe(new WholeLines()), process.stdout, {
    maxBufferSize: MAX_MESSAGE_BYTES,
  });
  server.server.onerror = (error) => {
    // An answer that crosses with the cancellation of its request is not an error.
    if (error.message.startsWith('Received a response for an unknown message ID')) return;
    // Only the kind of error: a message may quote the data that could not be parsed.
    say(`protocol error (${error.name})`);
  };
  // However the client goes away, the server exits with it.
  server.server.onclose = () => process.exit(0);
  process.stdin.once('end', () => process.exit(0));
  process.stdin.once('close', () => process.exit(0));
  process.stdout.on('error', () => process.exit(0));
  // The SDK adds a drain listener per waiting message; a long text has many of them.
  process.stdout.setMaxListeners(0);
  await server.connect(transport);
  refuseOtherVersions(transport);
  // What a client has sent already comes first; then there is time until it sends its first call.
  setImmediate(prepareSummaries);
  setImmediate(prepareQuestions);
  if (process.stdin.isTTY) say('waiting for an MCP client on standard input; press Ctrl-C to stop.');
}
