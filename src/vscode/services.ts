import * as vscode from 'vscode';
import type { ServerConnection } from '../mcp/connection.js';
import { ApiKeys } from './apiKeys.js';
import { SummaryDocuments } from './summaryDocuments.js';

/** What the commands share; everything in it ends with the extension. */
export class Services implements vscode.Disposable {
  readonly log = vscode.window.createOutputChannel('MCP Summarize', { log: true });
  readonly keys: ApiKeys;
  readonly documents = new SummaryDocuments();
  /** The documents of the summaries that are being written, by the identity of their text. */
  readonly underWay = new Map<string, vscode.Uri>();
  readonly #serverScript: string;
  #connection: Promise<ServerConnection> | undefined;

  constructor({ secrets, globalState, extensionUri }: vscode.ExtensionContext) {
    this.keys = new ApiKeys(secrets, globalState);
    this.#serverScript = vscode.Uri.joinPath(extensionUri, 'dist', 'server.js').fsPath;
  }

  /** The connection to the bundled server; the SDK behind it is loaded by the first use. */
  connection(): Promise<ServerConnection> {
    this.#connection ??= this.#connect();
    return this.#connection;
  }

  async #connect(): Promise<ServerConnection> {
    const [{ ServerConnection }, { bundledServer }] = await Promise.all([
      import('../mcp/connection.js'),
      import('../mcp/serverLaunch.js'),
    ]);
    return new ServerConnection(bundledServer(this.#serverScript), this.log);
  }

  /** Ends the server; VS Code waits for it when it deactivates the extension. */
  async close(): Promise<void> {
    const connection = await this.#connection;
    await connection?.close();
  }

  dispose(): void {
    this.documents.dispose();
    this.log.dispose();
  }
}
