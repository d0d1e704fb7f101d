import { readFileSync } from 'node:fs';
import path from 'node:path';
import { extractOf } from '../../src/models/offline/extract.js';
import { serviceLog } from '../support/extracts.js';
import { ROOT } from '../support/paths.js';

/** A text that is no prose, and what a person would want to be told of it. */
interface Case {
  readonly what: string;
  readonly text: string;
  readonly facts: readonly RegExp[];
}

const rows = Array.from({ length: 900 }, (_, index) =>
  [
    index + 1,
    index === 500 ? '' : `Name ${String(index)}`,
    index === 700 ? 9999 : index % 50,
    ['Rome', 'Oslo'][index % 2],
  ].join(','),
);

const CASES: readonly Case[] = [
  {
    what: 'log',
    text: serviceLog(),
    facts: [
      /65 errors/,
      /10:00:05/,
      /pool exhausted/,
      /configuration reloaded/,
      /heap is nearly full/,
      /20 min/,
    ],
  },
  {
    what: 'code',
    text: readFileSync(path.join(ROOT, 'src', 'server', 'sampler.ts'), 'utf8'),
    facts: [
      /class Sampler/,
      /class SamplingFailure/,
      /Sends sampling requests/,
      /ask\(/,
      /interface Patience/,
      /p-queue/,
    ],
  },
  {
    what: 'diff',
    text: `commit 0123456789abcdef\nAuthor: A <a@b>\nDate: now\n\n    Parse dates on the server\n\n${[
      'a',
      'b',
      'c',
    ]
      .map(
        (name) =>
          `diff --git a/${name}.ts b/${name}.ts\n--- a/${name}.ts\n+++ b/${name}.ts\n@@ -1,40 +1,41 @@ function ${name}Of(x) {\n${' same\n'.repeat(40)}+new\n`,
      )
      .join('')}`,
    facts: [/Parse dates on the server/, /3 files/, /a\.ts/, /c\.ts/, /bOf/, /3 lines added/],
  },
  {
    what: 'CSV',
    text: ['id,name,amount,city', ...rows].join('\n'),
    facts: [/900 rows/, /amount/, /9,?999/, /line 702/, /Rome/, /empty/],
  },
];

/** How many facts an extract tells, beside as much of the beginning of the text. @returns whether it tells all */
export async function measureOfflineFacts(write: (line: string) => void): Promise<boolean> {
  let isComplete = true;
  write('\nfacts told  extract  beginning');
  for (const { what, text, facts } of CASES) {
    const prompt = { text, isMerge: false, isContinued: false, firstLine: 1 };
    const extract = (await extractOf(prompt, 4000, new AbortController().signal)).join('');
    const told = (summary: string): string =>
      `${String(facts.filter((fact) => fact.test(summary)).length)} of ${String(facts.length)}`;
    write(`${what.padEnd(10)}  ${told(extract).padEnd(7)}  ${told(text.slice(0, extract.length))}`);
    isComplete &&= facts.every((fact) => fact.test(extract));
  }
  return isComplete;
}
