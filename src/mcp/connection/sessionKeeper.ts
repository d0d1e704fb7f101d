import type { Logger } from '../../common/logger.js';
import type { ServerProcess } from '../link/serverProcess.js';
import type { ServerDefinition } from '../serverDefinition.js';
import type { WantedEra } from '../era/approach.js';
import type { EraMemory } from '../era/eraMemory.js';
import { unlessOldTransport } from './oldTransport.js';
import { endedByUs, isForgotten, isLost } from './serverErrors.js';
import { ServerSession } from './session.js';
import { SharedStart, type Notify } from './sharedStart.js';

export interface SessionKeeperOptions {
  readonly server: ServerDefinition;
  readonly log: Logger;
  readonly eras: EraMemory;
  readonly early?: ServerProcess | undefined;
  readonly onServerWords: (line: string) => void;
  readonly onStray: () => void;
  /** The server has sent something. */
  readonly onHeard: () => void;
}

/** How a session is used. */
export interface SessionUse {
  readonly signal: AbortSignal;
  /** Gets a sentence when the server is slow to start. */
  readonly notify?: Notify | undefined;
  /** The era that the session must have, where its era is known. */
  readonly wanted?: WantedEra | undefined;
  /** Whether the work has had no effect yet, and so may be repeated. */
  readonly mayRepeat?: (session: ServerSession) => boolean;
}

interface Current {
  readonly session: ServerSession;
  readonly started: SharedStart<ServerSession>;
}

/** Keeps one session with a server: started on first use, and restarted after a crash or for another era. */
export class SessionKeeper {
  readonly #options: SessionKeeperOptions;
  readonly #lifetime = new AbortController();
  /** Sessions that end after their last use, with the promise of that end. */
  readonly #retired = new Map<ServerSession, Promise<void>>();
  #current: Current | undefined;
  /** For the first session. */
  #early: ServerProcess | undefined;

  constructor(options: SessionKeeperOptions) {
    this.#options = options;
    this.#early = options.early;
  }

  /** The server's process while it runs. */
  get pid(): number | undefined {
    return this.#current?.session.link.pid ?? this.#early?.child.pid;
  }

  get isClosed(): boolean {
    return this.#lifetime.signal.aborted;
  }

  /**
   * Runs work with a session. An HTTP server can silently disappear or forget the session; the next use then starts
   * a new one. If the server reports an unknown session, and so did nothing, this use does
   * (MCP basic/transports, "Session Management").
   */
  async use<T>(how: SessionUse, work: (session: ServerSession) => Promise<T>): Promise<T> {
    const { server, log } = this.#options;
    const { signal, mayRepeat = () => true } = how;
    let used: ServerSession | undefined;
    try {
      return await this.#useOnce(how, async (session) => {
        used = session;
        return await work(session);
      });
    } catch (error) {
      if (server.kind !== 'http' || signal.aborted || used === undefined || !isLost(error)) throw error;
      this.retire(used);
      if (!isForgotten(error) || !mayRepeat(used)) throw error;
      log.info(`${server.name} no longer knows the session; starting a new one.`);
      return await this.#useOnce(how, work);
    }
  }

  /** From here on, a switch to another era does not end the session. */
  async #useOnce<T>(
    { signal, notify, wanted }: SessionUse,
    work: (session: ServerSession) => Promise<T>,
  ): Promise<T> {
    if (this.isClosed) throw endedByUs(this.#options.server.name);
    const { session: before } = this.#current ?? {};
    if (before?.era !== undefined && wanted !== undefined && before.era !== wanted.era) this.retire(before);
    this.#current ??= this.#start(wanted);
    const { session, started } = this.#current;
    return await session.use(async () => await work(await started.wait(signal, notify)));
  }

  /** Accepts no new uses of a session; those under way run to their end. */
  retire(session: ServerSession): void {
    this.#forget(session);
    const ending = session.retire().finally(() => this.#retired.delete(session));
    this.#retired.set(session, ending);
  }

  /** Ends all sessions, see `ServerConnection.close`. */
  async close(patience: number): Promise<void> {
    this.#lifetime.abort();
    const current = this.#current;
    await Promise.all([
      ...[...this.#retired.keys()].map((session) => session.link.end(undefined, patience)),
      current?.session.link.end(current.started.result, patience),
      this.#early?.end(patience),
    ]);
  }

  /** Ends all processes, see `ServerConnection.kill`. */
  kill(): void {
    for (const session of this.#retired.keys()) session.link.kill();
    this.#current?.session.link.kill();
    this.#early?.kill();
  }

  #start(wanted: WantedEra | undefined): Current {
    const { server, log, eras, onServerWords, onStray, onHeard } = this.#options;
    const givenUp = new AbortController();
    const early = this.#early;
    this.#early = undefined;
    const session: ServerSession = new ServerSession({
      server,
      log,
      eras,
      wanted,
      early,
      onServerWords,
      onStray,
      onHeard,
      signal: AbortSignal.any([this.#lifetime.signal, givenUp.signal]),
      onClose: () => {
        if (!this.isClosed && !this.#retired.has(session))
          log.warn(`${server.name} stopped; it restarts on next use.`);
        this.#forget(session);
      },
    });
    // Two processes of one server could conflict.
    const before = server.kind === 'stdio' ? [...this.#retired.values()] : [];
    const starting = Promise.allSettled(before).then(() => session.start());
    const result = unlessOldTransport(starting, server, this.#lifetime.signal);
    result.catch(() => {
      this.#forget(session);
    });
    const started = new SharedStart(
      result,
      `${server.name} has been starting for 5 s without a response. You can keep waiting or cancel.`,
      (notice) => {
        log.info(notice);
      },
      () => {
        givenUp.abort();
        this.#forget(session);
        // An abandoned start ends its own processes.
        const ending = result.then(
          () => undefined,
          () => undefined,
        );
        this.#retired.set(session, ending);
        void ending.then(() => this.#retired.delete(session));
      },
    );
    return { session, started };
  }

  #forget(session: ServerSession): void {
    if (this.#current?.session === session) this.#current = undefined;
  }
}
