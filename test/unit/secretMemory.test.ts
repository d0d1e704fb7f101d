import assert from 'node:assert/strict';
import type * as vscode from 'vscode';
import { SecretMemory, type Storage } from '../../src/extension/secrets/secretMemory.js';

/** In place of VS Code's, because no test can change a secret in another window. */
class FakeStorage implements Storage {
  readonly secrets = new Map<string, string>();
  readonly #listeners = new Set<(event: vscode.SecretStorageChangeEvent) => void>();
  reads = 0;

  get(key: string): Promise<string | undefined> {
    this.reads++;
    return Promise.resolve(this.secrets.get(key));
  }

  store(key: string, value: string): Promise<void> {
    this.secrets.set(key, value);
    this.#changed(key);
    return Promise.resolve();
  }

  delete(key: string): Promise<void> {
    this.secrets.delete(key);
    this.#changed(key);
    return Promise.resolve();
  }

  onDidChange(listener: (event: vscode.SecretStorageChangeEvent) => void): { dispose(): void } {
    this.#listeners.add(listener);
    return { dispose: () => this.#listeners.delete(listener) };
  }

  get listeners(): number {
    return this.#listeners.size;
  }

  #changed(key: string): void {
    for (const listener of this.#listeners) listener({ key });
  }
}

describe('The memory of SecretStorage', () => {
  let storage: FakeStorage;
  let memory: SecretMemory;
  beforeEach(() => {
    storage = new FakeStorage();
    storage.secrets.set('key', 'first');
    memory = new SecretMemory(storage);
  });

  it('reads a secret once, and that there is none', async () => {
    for (let time = 0; time < 3; time++) {
      assert.equal(await memory.get('key'), 'first');
      assert.equal(await memory.get('none'), undefined);
    }
    assert.equal(storage.reads, 2);
  });

  for (const who of ['another window', 'itself'] as const) {
    it(`knows what ${who} has stored and deleted`, async () => {
      const changing = who === 'itself' ? memory : storage;
      await memory.get('key');
      await changing.store('key', 'second');
      assert.equal(await memory.get('key'), 'second');
      await changing.delete('key');
      assert.equal(await memory.get('key'), undefined);
    });
  }

  it('reads again what was rejected, even if nobody told of a change', async () => {
    await memory.get('key');
    storage.secrets.set('key', 'second');
    assert.equal(await memory.get('key'), 'first');
    memory.forgetAll();
    assert.equal(await memory.get('key'), 'second');
  });

  it('keeps no failed read, and nothing once it has ended', async () => {
    const get = storage.get.bind(storage);
    storage.get = () => Promise.reject(new Error('locked'));
    await assert.rejects(memory.get('key'), { message: 'locked' });
    storage.get = get;
    assert.equal(await memory.get('key'), 'first');
    memory.dispose();
    assert.equal(storage.listeners, 0);
  });
});
