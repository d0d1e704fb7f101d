import { execFileSync } from 'node:child_process';

/** The processes, by id, whose command line holds `words` (by `ps`, on Linux and macOS). */
export function processesWith(words: string): number[] {
  const listing = execFileSync('ps', ['-A', '-ww', '-o', 'pid=,args='], { encoding: 'utf8' });
  return listing
    .split('\n')
    .filter((line) => line.includes(words))
    .map((line) => Number.parseInt(line, 10))
    .filter((pid) => pid !== process.pid);
}
