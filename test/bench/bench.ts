import { writeFigures } from './figures.js';
import { measureLargeMessages } from './largeMessages.js';
import { measureLongTexts } from './longTexts.js';
import { measureOfflineFacts } from './offlineFacts.js';
import { offlineQuality, writeOfflineQuality } from './offlineQuality.js';
import { measureStart, NODE_STARTS } from './start.js';

/*
 * `npm run bench`: what the programs take, as ratios of one run, so that they say the same on any machine. They are
 * printed, and kept in `bench.json`.
 */

const RUNS = 15;

function write(line: string): void {
  process.stdout.write(`${line}\n`);
}

async function main(): Promise<void> {
  const isProseGood = writeOfflineQuality(await offlineQuality(), write);
  const isQualityGood = (await measureOfflineFacts(write)) && isProseGood;
  const start = await measureStart(RUNS);
  write(`\nmedians of ${String(RUNS)}, in the time of ${NODE_STARTS}`);
  for (const [name, ratio] of Object.entries(start))
    write(`${name.padEnd(9)} ${ratio.toFixed(2).padStart(6)}`);
  const largeMessages = await measureLargeMessages();
  write('\nlarge messages: the time for each MB over that at 1 MB');
  for (const { way, megabytes, ratio } of largeMessages)
    write(`${way.padEnd(8)} ${String(megabytes).padStart(3)} MB ${ratio.toFixed(2).padStart(6)}`);
  write('');
  const longTexts = await measureLongTexts(write);
  await writeFigures('start', start);
  await writeFigures('largeMessages', largeMessages);
  await writeFigures('longTexts', longTexts.figures);
  process.exitCode = isQualityGood && longTexts.isGood ? 0 : 1;
}

void main();
