import type { Logger } from '../../common/logger.js';
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
  readonly onServerWords: (line: string) => void;
  readonly onStray: () => void;
  /** The server has sent something. */
  readonly onHeard: () => void;
}

/** Who works with a session. */
export interface SessionUse {
  readonly signal: AbortSignal;
  /** Gets a sentence when the server takes long to start. */
  readonly notify?: Notify | undefined;
  /** The era that the session has to have, as far as eras are known. */
  readonly wanted?: WantedEra | undefined;
  /** Whether nothing has come of the work yet, so that it may be done again. */
  readonly mayRepeat?: (session: ServerSession) => boolean;
}

interface Current {
  readonly session: ServerSession;
  readonly started: SharedStart<ServerSession>;
}

/** Keeps one session with a server: started by its first use, again after a crash, and again for another era. */
export class SessionKeeper {
  readonly #options: SessionKeeperOptions;
  readonly #lifetime = new AbortController();
  /** Sessions that end with their last use, and when they have. */
  readonly #retired = new Map<ServerSession, Promise<void>>();
  #current: Current | undefined;

  constructor(options: SessionKeeperOptions) {
    this.#options = options;
  }

  /** The server's process while it runs. */
  get pid(): number | undefined {
    return this.#current?.session.link.pid;
  }

  get isClosed(): boolean {
    return this.#lifetime.signal.aborted;
  }

  /**
   * Work with a session. A server over HTTP can be gone, or have forgotten the session, without a word:
   * the next use then begins a new one. This use does, where the server says that it knows no such
   * session and so did nothing (MCP basic/transports, "Session Management").
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
      log.info(`${server.name} has forgotten the session, so a new one is begun.`);
      return await this.#useOnce(how, work);
    }
  }

  /** From the moment that it is asked for, the session is not ended for another era's sake. */
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

  /** No new use of a session; those that there are go on to their end. */
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
    ]);
  }

  /** Ends all processes, see `ServerConnection.kill`. */
  kill(): boolean {
    for (const session of this.#retired.keys()) session.link.kill();
    return this.#current?.session.link.kill() ?? true;
  }

  #start(wanted: WantedEra | undefined): Current {
    const { server, log, eras, onServerWords, onStray, onHeard } = this.#options;
    const givenUp = new AbortController();
    const session: ServerSession = new ServerSession({
      server,
      log,
      eras,
      wanted,
      onServerWords,
      onStray,
      onHeard,
      signal: AbortSignal.any([this.#lifetime.signal, givenUp.signal]),
      onClose: () => {
        if (!this.isClosed && !this.#retired.has(session))
          log.warn(`${server.name} has stopped; the next use starts it again.`);
        this.#forget(session);
      },
    });
    // Two processes of a server could get in each other's way.
    const before = server.kind === 'stdio' ? [...this.#retired.values()] : [];
    const starting = Promise.allSettled(before).then(() => session.start());
    const result = unlessOldTransport(starting, server, this.#lifetime.signal);
    result.catch(() => {
      this.#forget(session);
    });
    const started = new SharedStart(
      result,
      `${server.name} has not answered for 5 s since it was started; it is still waited for, and you can cancel.`,
      (notice) => {
        log.info(notice);
      },
      () => {
        givenUp.abort();
        this.#forget(session);
        // A start that is given up ends its processes itself.
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
