import { createHash, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { cacheFolder } from '../common/cacheFolder.js';
import { mapStore, type Store } from '../common/store.js';

/**
 * Remembers across runs which protocol era a server speaks, in the user's cache folder. Each server has a file of its
 * own, named by a hash of its command or address, with what it says about itself: so that runs at the same time do not
 * overwrite what the others learned. What cannot be read or written is detected again.
 */
export function eraFiles(folder = cacheFolder()): Store {
  if (folder === undefined) return mapStore();
  const fileOf = (key: string): string =>
    path.join(folder, 'eras', `${createHash('sha256').update(key).digest('hex')}.json`);
  return {
    // Read anew each time, because another run may have learned something meanwhile.
    get: (key) => read(fileOf(key)),
    update: async (key, value) => {
      const file = fileOf(key);
      await (value === undefined ? rm(file) : write(file, value)).catch(() => undefined);
    },
  };
}

function read(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as unknown;
  } catch {
    return undefined;
  }
}

/** Writes a temporary file and renames it, so that two runs at once leave a complete one. */
async function write(file: string, value: unknown): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true });
  const own = `${file}.${randomUUID()}`;
  try {
    await writeFile(own, JSON.stringify(value), { mode: 0o600 });
    await rename(own, file);
  } catch (error) {
    await rm(own, { force: true });
    throw error;
  }
}
