import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { eraFiles } from '../../src/cli/eraFiles.js';
import { EraMemory } from '../../src/mcp/era/eraMemory.js';
import { namedServer } from '../../src/mcp/serverDefinition.js';

const COUNT = 50;

describe('What terminals remember of servers', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'mcp-summarize-eras-'));
  });
  afterEach(async () => {
    await rm(folder, { recursive: true });
  });

  const terminals = (): EraMemory[] => Array.from({ length: COUNT }, () => new EraMemory(eraFiles(folder)));
  const server = (index: number): ReturnType<typeof namedServer> => namedServer(['server', String(index)]);

  it('is kept of all, where many learn at once', async () => {
    const began = terminals().map((memory, index) => ({
      memory,
      index,
      before: memory.recall(server(index)),
    }));
    assert.ok(began.every(({ before }) => before === undefined));
    await Promise.all(
      began.map(({ memory, index }) => memory.keep(server(index), { prior: { kind: 'legacy' } })),
    );
    const [later] = terminals();
    const kept = began.filter(({ index }) => later?.recall(server(index))?.prior?.kind === 'legacy');
    assert.equal(kept.length, COUNT);
    assert.equal((await readdir(path.join(folder, 'eras'))).length, COUNT);
  });

  it('is kept of all tools of a server, though the terminals began before', async () => {
    for (const [index, memory] of terminals().entries())
      await memory.learn(server(0), `tool ${String(index)}`, 'modern');
    assert.equal(new EraMemory(eraFiles(folder)).recall(server(0))?.tools.length, COUNT);
  });

  it('can be forgotten', async () => {
    const memory = new EraMemory(eraFiles(folder));
    await memory.keep(server(0), { plainSampling: true });
    await memory.forget(server(0));
    await memory.forget(server(0));
    assert.equal(memory.recall(server(0)), undefined);
  });

  it('is not missed where it cannot be read or kept', async () => {
    const memory = new EraMemory(eraFiles(folder));
    await memory.keep(server(0), { plainSampling: true });
    const [name = ''] = await readdir(path.join(folder, 'eras'));
    await writeFile(path.join(folder, 'eras', name), '{"plain');
    assert.equal(memory.recall(server(0)), undefined);
    await rm(path.join(folder, 'eras'), { recursive: true });
    await writeFile(path.join(folder, 'eras'), '');
    await memory.keep(server(0), { plainSampling: true });
    assert.equal(memory.recall(server(0)), undefined);
  });
});
