import assert from 'node:assert/strict';
import { mock } from 'node:test';
import { LineLimit, limitedLog } from '../../src/mcp/link/lineLimit.js';
import { MemoryLog } from '../support/fakes.js';

describe('The lines of a server', () => {
  let now = 0;
  beforeEach(() => {
    now = 0;
    mock.method(performance, 'now', () => now);
  });
  afterEach(() => {
    mock.restoreAll();
  });

  it('are told up to a limit, and how many were left out', () => {
    const limit = new LineLimit();
    const told: string[] = [];
    const tell = (line: string): void => void told.push(line);
    const write = (count: number): void => {
      for (let index = 0; index < count; index++) if (limit.mayTell(tell)) tell('line');
    };
    write(10_000);
    assert.equal(told.length, 501);
    assert.equal(told.at(-1), 'More lines than can be read; some are left out.');
    now += 10_000;
    write(2);
    assert.deepEqual(told.slice(501), ['9500 lines were left out.', 'line', 'line']);
  });

  it('share one limit in the log, whatever their level', () => {
    const log = new MemoryLog();
    const limited = limitedLog(log);
    for (let index = 0; index < 400; index++) {
      limited.info('info');
      limited.warn('warn');
    }
    assert.equal(log.lines.length, 501);
  });
});
