import type { ChildProcess } from 'node:child_process';

/** How long a process may take to heed a signal, in milliseconds. */
const KILL_MILLISECONDS = 500;

/** Those that run; whatever way we end, they end with us. */
const running = new Set<ServerProcess>();

function killAll(): void {
  for (const process of running) process.kill();
}

/** The process of a server that we started, and its end. */
export class ServerProcess {
  readonly child: ChildProcess;
  /** Its own exit: what it has started itself may hold its pipes for ever, so their end does not count. */
  readonly exited: Promise<void>;
  #deadline = Infinity;
  #timer: NodeJS.Timeout | undefined;

  constructor(child: ChildProcess) {
    this.child = child;
    if (running.size === 0) process.on('exit', killAll);
    running.add(this);
    this.exited = new Promise((resolve) => {
      const ended = (): void => {
        clearTimeout(this.#timer);
        running.delete(this);
        if (running.size === 0) process.off('exit', killAll);
        resolve();
      };
      child.once('exit', ended);
      // One that could not be started has no exit.
      child.once('error', () => {
        if (child.pid === undefined) ended();
      });
    });
  }

  /**
   * Ends its standard input, then sends SIGTERM, then SIGKILL (MCP basic/lifecycle, "Shutdown"). Called again, the
   * least patience counts.
   *
   * @param patience how long it may take to end by itself, in milliseconds
   */
  async end(patience: number): Promise<void> {
    this.child.stdin?.end();
    const deadline = performance.now() + patience;
    if (deadline < this.#deadline && running.has(this)) {
      this.#deadline = deadline;
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => {
        this.child.kill('SIGTERM');
        this.#timer = setTimeout(() => {
          this.kill();
        }, KILL_MILLISECONDS);
      }, patience);
    }
    await this.exited;
  }

  /** Ends it at once. */
  kill(): void {
    this.child.kill('SIGKILL');
  }
}

/** The processes of one server: the one that is spoken to, and for a while one that is only asked for its era. */
export class ServerProcesses {
  readonly #all = new Set<ServerProcess>();
  #isOver = false;

  /** Whether no more may be started. */
  get isOver(): boolean {
    return this.#isOver;
  }

  add(process: ServerProcess): void {
    this.#all.add(process);
    void process.exited.then(() => this.#all.delete(process));
  }

  /** Ends them, see `ServerProcess.end`. */
  async end(patience: number): Promise<void> {
    this.#isOver = true;
    await Promise.all([...this.#all].map((process) => process.end(patience)));
  }

  kill(): void {
    this.#isOver = true;
    for (const process of this.#all) process.kill();
  }
}
