import { execFileSync } from 'node:child_process';

interface Process {
  readonly pid: number;
  readonly parent: number;
  readonly command: string;
}

/** The processes, by id, whose command line holds `words` (by `ps`, on Linux and macOS). */
export function processesWith(words: string): number[] {
  return listProcesses()
    .filter(({ pid, command }) => pid !== process.pid && command.includes(words))
    .map(({ pid }) => pid);
}

/** The same among those that a process has started, and those that these have. */
export function descendantsWith(words: string, ancestor: number): number[] {
  const all = listProcesses();
  const childrenOf = (parent: number): Process[] =>
    all.filter((one) => one.parent === parent).flatMap((one) => [one, ...childrenOf(one.pid)]);
  return childrenOf(ancestor)
    .filter(({ command }) => command.includes(words))
    .map(({ pid }) => pid);
}

function listProcesses(): Process[] {
  const listing = execFileSync('ps', ['-A', '-ww', '-o', 'pid=,ppid=,args='], { encoding: 'utf8' });
  return listing.split('\n').flatMap((line) => {
    const [, pid = '', parent = '', command = ''] = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? [];
    return pid === '' ? [] : [{ pid: Number(pid), parent: Number(parent), command }];
  });
}
