import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as z from 'zod';
import { cacheFolder } from '../common/cacheFolder.js';
import type { Store } from '../common/store.js';

const contents = z.record(z.string(), z.unknown()).catch({});

/**
 * Remembers across runs which protocol era a server speaks, in a file in the user's cache folder. The file
 * holds what servers say about themselves, keyed by a hash of their command or address. If it cannot be read
 * or written, eras are detected again.
 */
export async function openEraFile(folder = cacheFolder()): Promise<Store> {
  const file = folder && path.join(folder, 'eras.json');
  const eras = new Map(Object.entries(file === undefined ? {} : await read(file)));
  return {
    get: (key) => eras.get(key),
    update: async (key, value) => {
      if (value === undefined) eras.delete(key);
      else eras.set(key, value);
      if (file !== undefined) await write(file, Object.fromEntries(eras)).catch(() => undefined);
    },
  };
}

async function read(file: string): Promise<Record<string, unknown>> {
  try {
    return contents.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch {
    return {};
  }
}

/** Writes a temporary file and renames it, so that two runs at once leave a complete one. */
async function write(file: string, eras: Record<string, unknown>): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true });
  const own = `${file}.${String(process.pid)}`;
  await writeFile(own, JSON.stringify(eras), { mode: 0o600 });
  await rename(own, file);
}
