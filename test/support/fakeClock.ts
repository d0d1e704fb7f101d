import { mock } from 'node:test';

/**
 * A clock that stands still, for the tests of one `describe`.
 *
 * @returns lets so many milliseconds pass, and what is due then happen
 */
export function fakeClock(): (milliseconds: number) => void {
  let now = 0;
  beforeEach(() => {
    now = 0;
    mock.timers.enable({ apis: ['setTimeout'] });
    mock.method(performance, 'now', () => now);
  });
  afterEach(() => {
    mock.timers.reset();
    mock.restoreAll();
  });
  return (milliseconds) => {
    now += milliseconds;
    mock.timers.tick(milliseconds);
  };
}
