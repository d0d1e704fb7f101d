import { measurePlanted } from './planted.js';

function write(line: string): void {
  process.stdout.write(`${line}\n`);
}

async function main(): Promise<void> {
  for (const { kind, bytes, parts, resolved, f1, reached, marks } of await measurePlanted()) {
    write(
      [
        kind.padEnd(9),
        String(bytes).padStart(8),
        String(parts).padStart(4),
        resolved.toFixed(3),
        f1.toFixed(3),
        reached.map((share) => share.toFixed(2)).join(' '),
        `${(100 * marks).toFixed(1)}%`,
      ].join('  '),
    );
  }
}

void main();
