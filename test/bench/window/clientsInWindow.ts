import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { createInterface, type Interface } from 'node:readline';
import { answer, now, type Order, type Span } from '../../fixtures/benchClients/orders.js';

const ORDER_MILLISECONDS = 120_000;

interface Connected {
  readonly socket: Socket;
  readonly lines: Interface;
}

/** The extension `benchClients` in a window, which connects when the window has started, and does as it is told. */
export class ClientsInWindow {
  readonly #server = createServer((socket) => {
    // A window that is closed or reloaded hangs up.
    socket.on('error', () => undefined);
    this.#connected = { socket, lines: createInterface(socket) };
    this.#onConnect();
  });
  #connected: Connected | undefined;
  #onConnect: () => void = () => undefined;

  async start(): Promise<this> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return this;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  async stop(): Promise<void> {
    this.#connected?.socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  /** Waits for the extension of a new window. */
  async connected(): Promise<void> {
    if (this.#connected !== undefined) return;
    await withinTime(
      new Promise<void>((resolve) => {
        this.#onConnect = resolve;
      }),
      'The bench’s extension did not start.',
    );
  }

  /** Waits until the extension host has gone, after what ends it. */
  async disconnected(end: () => Promise<unknown>): Promise<void> {
    const socket = this.#connected?.socket;
    this.#connected = undefined;
    await end();
    if (socket?.closed === false) await withinTime(once(socket, 'close'), 'The extension host did not end.');
  }

  /** Gives an order, and waits until it has been done. */
  async do(order: Order): Promise<Span> {
    if (this.#connected === undefined) throw new Error('No window is connected.');
    const { socket, lines } = this.#connected;
    const answered = once(lines, 'line');
    socket.write(`${JSON.stringify(order)}\n`);
    const [line] = (await withinTime(answered, `No answer to ${JSON.stringify(order)}`)) as [string];
    const result = answer.parse(JSON.parse(line));
    if ('failed' in result) throw new Error(result.failed);
    return result.done;
  }

  /** How far the extension host's clock is from ours, by the quickest of a few answers, in milliseconds. */
  async clockOffset(): Promise<number> {
    const seen: { readonly took: number; readonly offset: number }[] = [];
    for (let tries = 0; tries < 20; tries++) {
      const asked = now();
      const { started } = await this.do({ kind: 'ping' });
      const heard = now();
      seen.push({ took: heard - asked, offset: started - (asked + heard) / 2 });
    }
    return seen.reduce((best, one) => (one.took < best.took ? one : best)).offset;
  }
}

async function withinTime<T>(work: Promise<T>, failure: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new Error(failure));
    }, ORDER_MILLISECONDS);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
