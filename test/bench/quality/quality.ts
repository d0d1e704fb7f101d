import { measurePlanted } from './planted.js';
import { measureRephrased } from './rephrased.js';

function write(line: string): void {
  process.stdout.write(`${line}\n`);
}

async function main(): Promise<void> {
  const misses = process.argv.includes('--misses');
  const wants = process.argv.includes('--odd')
    ? (index: number) => index % 2 === 1
    : process.argv.includes('--even')
      ? (index: number) => index % 2 === 0
      : undefined;
  for (const one of await measureRephrased((miss) => {
    if (misses)
      write(
        `${miss.what}: ${miss.sentence}\n    ${miss.fact.replaceAll('\n', '\n    ')}\n  found ${miss.found}`,
      );
  }, wants))
    write(
      `${one.kind.padEnd(9)} ${String(one.sentences).padStart(4)}  P ${one.precision.toFixed(3)} R ${one.recall.toFixed(3)} F1 ${one.f1.toFixed(3)}  marked ${String(one.marked)}/${String(one.swapped)}  falsely ${String(one.falselyMarked)}/${String(one.alone)}`,
    );
  if (misses) return;
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
