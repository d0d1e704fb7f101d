import * as vscode from 'vscode';

const REVIEW_SCHEME = 'mcp-review';

/** Part of every document's path, so that `package.json` can assign a language. */
const FOLDER = '/mcp-review/';

const GONE = 'This review has ended.\n';

interface File {
  readonly content: Uint8Array;
  /** Counts changes: VS Code does not save a file that seems to have changed on disk. */
  readonly mtime: number;
}

/** The editable in-memory documents in which requests and answers are reviewed. */
export class ReviewDocuments implements vscode.FileSystemProvider, vscode.Disposable {
  readonly #files = new Map<string, File>();
  readonly #changed = new vscode.EventEmitter<vscode.FileChangeEvent[]>();
  readonly #disposables: readonly { dispose(): unknown }[];
  #count = 0;

  readonly onDidChangeFile = this.#changed.event;

  constructor() {
    this.#disposables = [
      vscode.workspace.registerFileSystemProvider(REVIEW_SCHEME, this, { isCaseSensitive: true }),
      vscode.workspace.onDidCloseTextDocument(({ uri }) => {
        if (uri.scheme === REVIEW_SCHEME) this.#files.delete(uri.toString());
      }),
      this.#changed,
    ];
  }

  /** A new document; its name is shown in its tab. */
  create(name: string, text: string): vscode.Uri {
    const uri = vscode.Uri.from({
      scheme: REVIEW_SCHEME,
      path: `${FOLDER}${name.replaceAll('/', '-')}`,
      query: String(++this.#count),
    });
    this.#files.set(uri.toString(), { content: Buffer.from(text), mtime: 1 });
    return uri;
  }

  /** Forgets a document, if open only once it is closed, because VS Code may still save it. */
  forget(uri: vscode.Uri): void {
    const key = uri.toString();
    const isOpen = vscode.workspace.textDocuments.some((document) => document.uri.toString() === key);
    if (!isOpen) this.#files.delete(key);
  }

  stat(uri: vscode.Uri): vscode.FileStat {
    const { content, mtime } = this.#read(uri);
    return { type: vscode.FileType.File, ctime: 0, mtime, size: content.byteLength };
  }

  readFile(uri: vscode.Uri): Uint8Array {
    return this.#read(uri).content;
  }

  writeFile(uri: vscode.Uri, content: Uint8Array): void {
    this.#files.set(uri.toString(), { content, mtime: this.#read(uri).mtime + 1 });
  }

  /** A reloaded window still has the tabs of reviews that ended with the reload. */
  #read(uri: vscode.Uri): File {
    return this.#files.get(uri.toString()) ?? { content: Buffer.from(GONE), mtime: 0 };
  }

  watch(): vscode.Disposable {
    return new vscode.Disposable(() => undefined);
  }

  readDirectory(): [string, vscode.FileType][] {
    return [];
  }

  createDirectory(uri: vscode.Uri): never {
    throw vscode.FileSystemError.NoPermissions(uri);
  }

  delete(uri: vscode.Uri): never {
    throw vscode.FileSystemError.NoPermissions(uri);
  }

  rename(uri: vscode.Uri): never {
    throw vscode.FileSystemError.NoPermissions(uri);
  }

  dispose(): void {
    for (const disposable of this.#disposables) disposable.dispose();
    this.#files.clear();
  }
}
