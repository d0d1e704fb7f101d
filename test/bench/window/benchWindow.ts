import { setTimeout as delay } from 'node:timers/promises';
import type { ClientName } from '../../fixtures/benchClients/orders.js';
import { BENCH_CLIENTS, EMPTY_EXTENSION, EMPTY_MODULE } from '../../support/paths.js';
import { CodeWindow } from '../../window/codeWindow.js';
import { ClientsInWindow } from './clientsInWindow.js';
import { fileFor, fromFor, linesFor, SIZES, textFor, type Size } from './texts.js';
import { isMessage, TimedEndpoint } from './timedEndpoint.js';

/** The longest that clocks which are the same may seem to differ, in milliseconds. */
const CLOCK_MILLISECONDS = 1;
/** How long a window that has been opened goes on loading, after its extension host has come to rest. */
const LOADING_MILLISECONDS = 2000;

/** One call of a client. */
export interface MeasuredCall {
  /** From the command to its request's headers at the endpoint; for other clients, the whole call. */
  readonly milliseconds: number;
  /** The same, to the end of the request. */
  readonly bodyMilliseconds: number;
  /** Other requests that reached the endpoint before the one with the prompt. */
  readonly requestsBefore: number;
  /** The longest block of the extension host, if it was watched. */
  readonly longestBlock: number;
}

/** A window with our packaged extension, and the clients that it is compared with. */
export class BenchWindow {
  readonly #endpoint: TimedEndpoint;
  readonly #clients: ClientsInWindow;
  readonly #window: CodeWindow;
  #calls = 0;

  private constructor(endpoint: TimedEndpoint, clients: ClientsInWindow, window: CodeWindow) {
    this.#endpoint = endpoint;
    this.#clients = clients;
    this.#window = window;
  }

  /** Opens the only window; nothing of it is left if that fails. */
  static async open(): Promise<BenchWindow> {
    const endpoint = await new TimedEndpoint().start();
    const clients = await new ClientsInWindow().start();
    try {
      const window = await CodeWindow.open({
        settings: settingsFor(endpoint, clients),
        files: Object.fromEntries(sizes().map((size) => [fileFor(size), textFor(size)])),
        extensions: [BENCH_CLIENTS, EMPTY_EXTENSION, EMPTY_MODULE],
      });
      const opened = new BenchWindow(endpoint, clients, window);
      await opened.#ready();
      return opened;
    } catch (error) {
      await closeAll(endpoint, clients);
      throw error;
    }
  }

  async close(): Promise<void> {
    await closeAll(this.#endpoint, this.#clients);
  }

  /** Begins anew, with a new extension host, in which nothing has been used. */
  async reload(): Promise<void> {
    await this.#clients.disconnected(async () => await this.#window.page.reload());
    await this.#ready();
  }

  /** How long an extension takes to activate, in milliseconds. */
  async activate(extension: string): Promise<number> {
    await this.#clients.do({ kind: 'settle' });
    const { started, ended } = await this.#clients.do({ kind: 'activate', extension });
    return ended - started;
  }

  /** Lets a client summarize a text that has not been summarized before. */
  async call(client: ClientName, size: Size, { watched = false } = {}): Promise<MeasuredCall> {
    this.#endpoint.take();
    const {
      started,
      ended,
      longestBlock = Number.NaN,
    } = await this.#do({
      kind: 'call',
      client,
      file: fileFor(size),
      from: fromFor(this.#calls++),
      lines: linesFor(size),
      watched,
    });
    const whole = ended - started;
    if (client !== 'ours')
      return { milliseconds: whole, bodyMilliseconds: whole, requestsBefore: 0, longestBlock };
    const arrivals = this.#endpoint.take();
    const [message, ...more] = arrivals.filter(isMessage);
    if (message === undefined || more.length > 0)
      throw new Error(`The endpoint was asked for ${arrivals.map(({ path }) => path).join(', ')}.`);
    return {
      milliseconds: message.headersAt - started,
      bodyMilliseconds: message.bodyAt - started,
      requestsBefore: arrivals.filter(({ headersAt }) => headersAt < message.headersAt).length,
      longestBlock,
    };
  }

  async #do(order: Parameters<ClientsInWindow['do']>[0]): ReturnType<ClientsInWindow['do']> {
    try {
      return await this.#clients.do(order);
    } catch (error) {
      await this.#window.screenshot('failed-bench');
      throw error;
    }
  }

  async #ready(): Promise<void> {
    await this.#clients.connected();
    await this.#clients.do({ kind: 'settle' });
    await delay(LOADING_MILLISECONDS);
    await this.#clients.do({ kind: 'settle' });
    const offset = await this.#clients.clockOffset();
    if (Math.abs(offset) > CLOCK_MILLISECONDS)
      throw new Error(`The extension host’s clock is ${offset.toFixed(2)} ms from ours.`);
  }
}

export function sizes(): readonly Size[] {
  return Object.keys(SIZES) as Size[];
}

/**
 * Each text is one request, nobody is asked for anything, and VS Code's own client may sample. The key is in a header,
 * because a window of this host forgets its secrets when it is reloaded; they are still read for each call.
 */
function settingsFor(endpoint: TimedEndpoint, clients: ClientsInWindow): Readonly<Record<string, unknown>> {
  return {
    'mcpSummarize.baseUrl': endpoint.url,
    'mcpSummarize.headers': { 'x-api-key': 'sk-bench-key' },
    'mcpSummarize.confirmFrom': 1_000_000_000,
    'mcpSummarize.partTokens': 500_000,
    'benchClients.port': clients.port,
    'chat.disableAIFeatures': false,
    'chat.mcp.access': 'all',
    'chat.mcp.autostart': 'never',
    'chat.mcp.serverSampling': {
      'Bench: Summarize': { allowedDuringChat: true, allowedOutsideChat: true },
    },
  };
}

async function closeAll(endpoint: TimedEndpoint, clients: ClientsInWindow): Promise<void> {
  await CodeWindow.closeAll();
  await clients.stop();
  await endpoint.stop();
}
