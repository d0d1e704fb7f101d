import { spawn, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { chromium, type Browser } from 'playwright-core';
import { finished } from '../support/processes.js';
import { provisionBrowser, provisionNpmHost, type NpmHost } from './provision.js';

const START_MILLISECONDS = 180_000;

export interface NpmCodeOptions {
  /** Settings, extensions and secrets live here. */
  readonly dataFolder: string;
  /** Runs extension tests; hides notification toasts. */
  readonly smokeTestDriver?: boolean;
  /** The preferred port; if it is in use, another one is taken. */
  readonly port?: number;
  readonly env?: Readonly<Record<string, string>>;
}

/** VS Code from npm: its server, serving the browser workbench. */
export class NpmCode {
  readonly url: string;
  readonly authority: string;
  readonly #process: ChildProcess;
  readonly #token: string;

  private constructor(child: ChildProcess, port: number, token: string) {
    this.#process = child;
    this.#token = token;
    this.authority = `127.0.0.1:${String(port)}`;
    this.url = `http://${this.authority}`;
  }

  static async start(options: NpmCodeOptions): Promise<NpmCode> {
    const host = await provisionNpmHost();
    const port = await freePort(options.port);
    // Anyone who opens the page can run programs, so other users of this machine must be kept out.
    const token = randomUUID();
    const args = [
      ...serverArguments(host, options.dataFolder),
      ...['--host', '127.0.0.1', '--port', String(port), '--connection-token', token],
      ...(options.smokeTestDriver === true ? ['--enable-smoke-test-driver'] : []),
    ];
    const child = spawn(host.node, args, {
      cwd: host.root,
      stdio: 'ignore',
      // A process group of its own, so that its children end with it.
      detached: process.platform !== 'win32',
      env: { ...process.env, ...options.env },
    });
    const code = new NpmCode(child, port, token);
    await code.#ready();
    return code;
  }

  static async installExtension(vsix: string, dataFolder: string): Promise<void> {
    const host = await provisionNpmHost();
    const args = [...serverArguments(host, dataFolder), '--install-extension', vsix];
    const { code, stdout, stderr } = await finished(host.node, args, { cwd: host.root });
    if (code !== 0 || !stdout.includes('successfully installed')) {
      throw new Error(`The extension could not be installed: ${stdout}${stderr}`);
    }
  }

  /** The address of a folder, with options for the workbench. */
  address(folder: string, payload: readonly (readonly [string, string])[] = []): string {
    const query = new URLSearchParams({ tkn: this.#token, folder });
    if (payload.length > 0) query.set('payload', JSON.stringify(payload));
    return `${this.url}/?${query.toString()}`;
  }

  remotePath(file: string): string {
    return `vscode-remote://${this.authority}${file}`;
  }

  /** The process of the server; the extension host and what that starts descend from it. */
  get pid(): number {
    return this.#process.pid ?? 0;
  }

  /** Resolves when the server exits by itself. */
  async ended(): Promise<void> {
    if (this.#process.exitCode === null && this.#process.signalCode === null)
      await once(this.#process, 'exit');
  }

  async stop(): Promise<void> {
    const ended = this.ended();
    this.#signal('SIGTERM');
    const late = setTimeout(() => {
      this.#signal('SIGKILL');
    }, 5000);
    await ended;
    clearTimeout(late);
  }

  #signal(signal: NodeJS.Signals): void {
    const { pid } = this.#process;
    if (pid === undefined || this.#process.exitCode !== null || this.#process.signalCode !== null) return;
    if (process.platform === 'win32') this.#process.kill(signal);
    else process.kill(-pid, signal);
  }

  async #ready(): Promise<void> {
    const deadline = Date.now() + START_MILLISECONDS;
    while (Date.now() < deadline) {
      if (this.#process.exitCode !== null) throw new Error('The VS Code server ended while it was starting.');
      const answer = await fetch(`${this.url}/version`).catch(() => undefined);
      if (answer?.ok === true) return;
      await delay(100);
    }
    await this.stop();
    throw new Error('The VS Code server did not start in time.');
  }
}

function serverArguments(host: NpmHost, dataFolder: string): string[] {
  return [
    path.join(host.root, 'out', 'server-main.js'),
    '--accept-server-license-terms',
    ...['--telemetry-level', 'off'],
    ...['--server-data-dir', dataFolder],
  ];
}

/** A headless browser without any background traffic. */
export async function openBrowser(): Promise<Browser> {
  const { executablePath, env } = await provisionBrowser();
  return await chromium.launch({
    executablePath,
    env: { ...definedEnvironment(), ...env },
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}

function definedEnvironment(): Record<string, string> {
  const defined = Object.entries(process.env).filter(
    (entry): entry is [string, string] => entry[1] !== undefined,
  );
  return Object.fromEntries(defined);
}

async function freePort(preferred = 0): Promise<number> {
  const server = createServer();
  try {
    server.listen(preferred, '127.0.0.1');
    await once(server, 'listening');
  } catch {
    return await freePort();
  }
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
