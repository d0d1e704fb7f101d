import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';

/** How long a process may take to react to SIGTERM, in milliseconds. */
const KILL_MILLISECONDS = 500;

/** The running processes, which end when we do, however we end. */
const running = new Set<ServerProcess>();

function killAll(): void {
  for (const process of running) process.kill();
}

/** The process of a server that we started. */
export class ServerProcess {
  readonly child: ChildProcess;
  /** Resolved once it runs; rejected if it could not be started. */
  readonly spawned: Promise<void>;
  /** The process's own exit: its children may hold its pipes open forever, so their end does not count. */
  readonly exited: Promise<void>;
  #deadline = Infinity;
  #timer: NodeJS.Timeout | undefined;

  constructor(child: ChildProcess) {
    this.child = child;
    this.spawned = once(child, 'spawn').then(() => undefined);
    // Whoever waits for it is told; perhaps nobody does.
    this.spawned.catch(() => undefined);
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
      // A process that could not be started never exits.
      child.once('error', () => {
        if (child.pid === undefined) ended();
      });
    });
  }

  get isRunning(): boolean {
    return running.has(this);
  }

  /**
   * Closes standard input, then sends SIGTERM, then SIGKILL (MCP basic/lifecycle, "Shutdown"). After several calls, the
   * earliest deadline counts.
   *
   * @param patience how long the process may take to exit by itself, in milliseconds
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

  /** Kills the process. */
  kill(): void {
    this.child.kill('SIGKILL');
  }
}

/** The processes of one server: its own and, for a while, that of an era probe. */
export class ServerProcesses {
  readonly #all = new Set<ServerProcess>();
  #isOver = false;

  /** Whether no more processes may be started. */
  get isOver(): boolean {
    return this.#isOver;
  }

  add(process: ServerProcess): void {
    this.#all.add(process);
    void process.exited.then(() => this.#all.delete(process));
  }

  /** Ends all processes, see `ServerProcess.end`. */
  async end(patience: number): Promise<void> {
    this.#isOver = true;
    await Promise.all([...this.#all].map((process) => process.end(patience)));
  }

  kill(): void {
    this.#isOver = true;
    for (const process of this.#all) process.kill();
  }
}
