import * as vscode from 'vscode';
import { oneLine, SummarizeError } from '../../common/errors.js';
import type { ActivityLog } from '../../activity/activityLog.js';
import type { Logger } from '../../common/logger.js';
import type { ServerConnection } from '../../mcp/connection/connection.js';
import { EraMemory } from '../../mcp/era/eraMemory.js';
import { bundledServer } from '../../mcp/bundledServer.js';
import type { ServerProcess } from '../../mcp/link/serverProcess.js';
import { startProcess } from '../../mcp/link/startProcess.js';
import { secretValues, type ServerDefinition } from '../../mcp/serverDefinition.js';
import { defineServer, recipientOf, secretsOf, type ServerEntry } from '../../mcp/serverEntry.js';
import type { KnownSecrets } from '../../secrets/knownSecrets.js';
import type { SecretInputs } from '../secrets/secretInputs.js';
import { readServers, SECTION } from '../settings.js';

/** The internal name of the bundled server; no server in the settings can have it. */
export const BUNDLED = '';

interface Kept {
  /** The settings entry and the secrets of the connection, both as JSON. */
  readonly entry: string;
  readonly secrets: string;
  readonly connection: ServerConnection;
}

export interface ServersOptions {
  readonly context: vscode.ExtensionContext;
  readonly log: Logger;
  readonly activity: ActivityLog;
  readonly secrets: SecretInputs;
  readonly known: KnownSecrets;
}

/** The bundled server and those in the settings; connections are kept open after first use. */
export class Servers implements vscode.Disposable {
  readonly #options: ServersOptions;
  readonly #kept = new Map<string, Kept>();
  readonly #ending = new Set<Promise<void>>();
  readonly #listener: vscode.Disposable;
  #eras: EraMemory | undefined;
  /** The process of the bundled server, started before the code that speaks to it is loaded. */
  #early: ServerProcess | undefined;

  constructor(options: ServersOptions) {
    this.#options = options;
    this.#listener = vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration(`${SECTION}.servers`)) this.#endChanged();
    });
  }

  /**
   * The definition of a server, without its secrets.
   *
   * @param name `BUNDLED`, or the name of one in the settings
   * @throws {SummarizeError} `badSetting`
   */
  definition(name: string): ServerDefinition {
    if (name !== BUNDLED) return defineServer(name, entryOf(name), new Map());
    const script = vscode.Uri.joinPath(this.#options.context.extensionUri, 'dist', 'server.js');
    return bundledServer(script.fsPath);
  }

  /**
   * The connection to a server; the SDK is loaded on first use.
   *
   * @param name `BUNDLED`, or the name of one in the settings
   * @returns undefined if the user did not enter a secret that the server needs
   * @throws {SummarizeError} `badSetting`
   */
  async connection(name: string): Promise<ServerConnection | undefined> {
    // Reports a bad entry before asking for its secrets.
    const definition = this.definition(name);
    if (name === BUNDLED) {
      if (definition.kind === 'stdio' && !this.#kept.has(name)) this.#early ??= startProcess(definition);
      return await this.#keep(name, { entry: '', secrets: '' }, definition);
    }
    const entry = entryOf(name);
    const secrets = await this.#options.secrets.collect({
      owner: name,
      label: name,
      names: secretsOf(entry),
      recipient: recipientOf(entry),
    });
    if (secrets === undefined) return undefined;
    const made = { entry: JSON.stringify(entry), secrets: JSON.stringify([...secrets]) };
    const server = defineServer(name, entry, secrets);
    for (const secret of secretValues(server)) this.#options.known.add(secret);
    return await this.#keep(name, made, server);
  }

  /**
   * Starts the bundled server; others may need a secret, for which the user is asked when it is their turn.
   *
   * @param signal ends the wait for it; a start that nobody waits for is given up
   */
  begin(name: string, signal: AbortSignal): void {
    if (name !== BUNDLED) return;
    this.connection(name)
      .then(async (connection) => await connection?.listTools(signal))
      // Its first use says so.
      .catch(() => undefined);
  }

  /** The existing connection if entry and secrets are unchanged, otherwise a new one. */
  async #keep(
    name: string,
    made: Omit<Kept, 'connection'>,
    server: ServerDefinition,
  ): Promise<ServerConnection> {
    const { ServerConnection } = await import('../../mcp/connection/connection.js');
    const kept = this.#kept.get(name);
    if (kept?.entry === made.entry && kept.secrets === made.secrets) return kept.connection;
    this.#end(name);
    const early = name === BUNDLED ? this.#early : undefined;
    if (name === BUNDLED) this.#early = undefined;
    const { context, log, activity } = this.#options;
    this.#eras ??= new EraMemory(context.globalState);
    const connection = new ServerConnection({
      server,
      log,
      eras: this.#eras,
      early,
      onStray: () => {
        activity.stray(server.name);
      },
    });
    this.#kept.set(name, { ...made, connection });
    return connection;
  }

  /** Forgets a server's secrets and stops it, so that its next use asks for them. */
  async forgetSecrets(name: string): Promise<void> {
    if (name === BUNDLED) return;
    this.#end(name);
    await this.#options.secrets.clear(name);
  }

  /**
   * Forgets the secrets of all servers, including those no longer in the settings.
   *
   * @returns how many were deleted
   */
  async forgetAllSecrets(): Promise<number> {
    for (const name of [...this.#kept.keys()]) if (name !== BUNDLED) this.#end(name);
    return await this.#options.secrets.clear();
  }

  /** Stops all servers. */
  async close(): Promise<void> {
    for (const name of [...this.#kept.keys()]) this.#end(name);
    await Promise.all([...this.#ending, this.#early?.end(0)]);
  }

  dispose(): void {
    this.#listener.dispose();
  }

  /** Does nothing while the setting is unreadable: the user is still editing it. */
  #endChanged(): void {
    const entries = entriesNow();
    if (entries === undefined) return;
    for (const [name, { entry }] of [...this.#kept]) {
      if (name !== BUNDLED && JSON.stringify(entries.get(name)) !== entry) this.#end(name);
    }
  }

  #end(name: string): void {
    const kept = this.#kept.get(name);
    this.#kept.delete(name);
    if (kept === undefined) return;
    const ending = kept.connection.close().finally(() => this.#ending.delete(ending));
    this.#ending.add(ending);
  }
}

/**
 * A server of the settings.
 *
 * @throws {SummarizeError} `badSetting`
 */
function entryOf(name: string): ServerEntry {
  const entry = readServers().get(name);
  if (entry instanceof SummarizeError) throw entry;
  if (entry !== undefined) return entry;
  throw new SummarizeError(
    'badSetting',
    `There is no server "${oneLine(name, 60)}" in the setting ${SECTION}.servers; add it, or choose another one.`,
  );
}

function entriesNow(): ReturnType<typeof readServers> | undefined {
  try {
    return readServers();
  } catch {
    return undefined;
  }
}
