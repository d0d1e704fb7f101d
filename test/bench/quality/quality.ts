import { writeFigures } from '../figures.js';
import { offlineQuality, writeOfflineQuality } from '../offlineQuality.js';
import { measureExtraTime } from './extraTime.js';
import { measureFolding } from './folding.js';
import { measurePlanted } from './planted.js';
import { measureRephrased, type Miss, type RephrasedFigures } from './rephrased.js';

/*
 * `npm run bench:quality`: how good summaries are, as far as that can be measured without a model: what their sentences
 * rest on, what is found to be wrong in them, what reaches them. `--misses` shows each sentence that went wrong.
 */

/** The cases that it was made with, and those that nobody looked at meanwhile. */
const REPHRASINGS = { developed: 'rephrasings.json', apart: 'rephrasingsApart.json' } as const;

function write(line: string): void {
  process.stdout.write(`${line}\n`);
}

function writeMiss({ what, sentence, fact, found }: Miss): void {
  write(`${what}: ${sentence}\n    ${fact.replaceAll('\n', '\n    ')}\n  found ${found}`);
}

function writeRephrased(figures: readonly RephrasedFigures[]): void {
  write('kind       sentences  F1 of lines  swapped and marked  left alone and marked');
  for (const { kind, sentences, f1, swapped, marked, falselyMarked } of figures)
    write(
      `${kind.padEnd(9)} ${String(sentences).padStart(10)} ${f1.toFixed(3).padStart(12)} ${`${String(marked)} of ${String(swapped)}`.padStart(19)} ${`${String(falselyMarked)} of ${String(sentences)}`.padStart(22)}`,
    );
}

async function main(): Promise<void> {
  const onMiss = process.argv.includes('--misses') ? writeMiss : undefined;
  const rephrased: Record<string, readonly RephrasedFigures[]> = {};
  for (const [name, file] of Object.entries(REPHRASINGS)) {
    write(`\nrephrased by a model that names nothing: ${file}`);
    rephrased[name] = await measureRephrased(file, onMiss);
    writeRephrased(rephrased[name]);
  }
  write('\nfacts at known lines, by a model that names blocks');
  write('kind           bytes  parts  resolved  F1 of lines  reached, by fifth             marks');
  const planted = await measurePlanted();
  for (const { kind, bytes, parts, resolved, f1, reached, marks } of planted)
    write(
      `${kind.padEnd(9)} ${String(bytes).padStart(10)} ${String(parts).padStart(6)} ${resolved.toFixed(3).padStart(9)} ${f1.toFixed(3).padStart(12)}  ${reached.map((share) => share.toFixed(2)).join('  ')} ${`${(100 * marks).toFixed(1)}%`.padStart(8)}`,
    );
  const folding = await measureFolding();
  write('\nfolded        sent  rare entries  seconds  memory (of the text of 5 MB)');
  for (const { name, sent, kept, planted: all, seconds, memory } of folding)
    write(
      `${name.padEnd(12)} ${`${(100 * sent).toFixed(2)}%`.padStart(5)} ${`${String(kept)} of ${String(all)}`.padStart(13)} ${seconds.toFixed(2).padStart(8)} ${memory.toFixed(1).padStart(7)}`,
    );
  const extraTime = Object.fromEntries(await measureExtraTime());
  write('\nwhat lines and checks add to 20 KB, in milliseconds');
  for (const [kind, milliseconds] of Object.entries(extraTime))
    write(`${kind.padEnd(9)} ${milliseconds.toFixed(1).padStart(6)}`);
  write('');
  const offline = await offlineQuality();
  writeOfflineQuality(offline, write);
  await writeFigures('quality', { rephrased, planted, folding, extraTime, offline });
}

void main();
