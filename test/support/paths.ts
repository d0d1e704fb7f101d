import { existsSync } from 'node:fs';
import path from 'node:path';

/** The repository, found from wherever in `out/` the bundler put this. */
export const ROOT = findRoot(import.meta.dirname);
export const DIST = path.join(ROOT, 'dist');
/** What the tests install by themselves, as test-electron does with its download. */
export const PROVISIONED = path.join(ROOT, '.vscode-test');
export const SAMPLE_FOLDER = path.join(ROOT, 'test', 'host', 'sample');
export const SAMPLE_FILE = path.join(SAMPLE_FOLDER, 'sample.md');
export const SCREENSHOTS = path.join(ROOT, 'test', 'screenshots');

function findRoot(folder: string): string {
  return existsSync(path.join(folder, 'package-lock.json')) ? folder : findRoot(path.dirname(folder));
}

/** An extension with language models for tests. */
export const FAKE_MODELS = path.join(ROOT, 'test', 'fixtures', 'fakeModels');

/** Extensions for the bench: clients to compare with ours, as built, and two that do nothing. */
export const BENCH_CLIENTS = path.join(ROOT, 'out', 'fixtures', 'benchClients');
export const EMPTY_EXTENSION = path.join(ROOT, 'test', 'fixtures', 'emptyExtension');
export const EMPTY_MODULE = path.join(ROOT, 'test', 'fixtures', 'emptyModule');
