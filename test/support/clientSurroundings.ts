import { ServerConnection, type ConnectionOptions } from '../../src/mcp/connection/connection.js';
import type { ServerDefinition } from '../../src/mcp/serverDefinition.js';
import { AnthropicModel } from '../../src/models/anthropic/anthropicModel.js';
import { readEndpoint } from '../../src/models/anthropic/endpoint.js';
import { consentedGate } from '../../src/cli/consentedGate.js';
import type { CallOptions } from '../../src/call/runTool.js';
import { MemoryLog, MemoryObserver } from './fakes.js';
import { LoopbackModel } from './loopbackModel.js';

export const KEY = 'sk-very-secret';

/** What the tests of the client share: a loopback model, and for each test a log, an observer and a connection. */
export class ClientSurroundings {
  readonly loopback = new LoopbackModel();
  log = new MemoryLog();
  observer = new MemoryObserver();
  connection: ServerConnection | undefined;

  /** The connection of this test from now on. */
  connect(server: ServerDefinition, more: Partial<ConnectionOptions> = {}): ServerConnection {
    this.connection = new ServerConnection({ server, log: this.log, ...more });
    return this.connection;
  }

  /** What a call over the connection needs, with a model at the loopback server. */
  options(more: Partial<CallOptions> = {}): CallOptions {
    const { connection, log, observer, loopback } = this;
    if (connection === undefined) throw new Error('connect first');
    const endpoint = readEndpoint(loopback.url, 'x');
    return {
      connection,
      model: new AnthropicModel({ endpoint, apiKey: KEY, model: undefined, log }),
      maxTokens: 1000,
      gateFor: (tool) => consentedGate(connection.server, tool),
      log,
      events: observer,
      signal: new AbortController().signal,
      ...more,
    };
  }

  /** Lets the model answer with what it was asked, in brackets, so that mixed up answers show. */
  echo(): void {
    this.loopback.script = ({ messages }) => ({
      pieces: [`[${messages[0]?.content[0]?.text ?? ''}]`],
      pause: 2,
    });
  }
}

/** The surroundings for the tests of one `describe`. */
export function clientSurroundings(): ClientSurroundings {
  const client = new ClientSurroundings();
  before(() => client.loopback.start());
  after(() => client.loopback.stop());
  beforeEach(() => {
    client.loopback.reset();
    client.log = new MemoryLog();
    client.observer = new MemoryObserver();
  });
  afterEach(() => client.connection?.close());
  return client;
}
