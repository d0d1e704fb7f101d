import assert from 'node:assert/strict';
import { extractOf } from '../../src/models/offline/extract.js';
import type { PromptText } from '../../src/models/offline/prompt.js';
import { withoutLineReference } from '../../src/text/lineReference.js';
import { countLines } from '../../src/text/lines.js';

/** The extract of a text, as lines without blank ones; each is checked to lead to lines that the text has. */
export async function extractLines(
  text: string,
  more: Partial<PromptText> = {},
  maxTokens = 4000,
): Promise<readonly string[]> {
  const prompt = { text, isMerge: false, isContinued: false, firstLine: 1, ...more };
  const blocks = await extractOf(prompt, maxTokens, new AbortController().signal);
  const lines = blocks
    .join('')
    .split('\n')
    .filter((line) => line !== '');
  if (!prompt.isMerge)
    assertLead(lines, prompt.firstLine, prompt.firstLine - 1 + Math.max(1, countLines(text)));
  return lines;
}

/** Every line but a heading leads to lines from `first` to `last`. */
export function assertLead(lines: readonly string[], first: number, last: number): void {
  for (const line of lines.filter((one) => !one.startsWith('### '))) {
    const found = withoutLineReference(line);
    assert.ok(found !== undefined, `without its lines: ${line}`);
    assert.ok(found.lines.fromLine >= first && found.lines.toLine <= last, `not there: ${line}`);
  }
}

/** The lines of a section, from its heading to the next; those above all headings for ''. */
export function sectionOf(lines: readonly string[], heading: string): readonly string[] {
  const start = heading === '' ? 0 : lines.indexOf(`### ${heading}`) + 1;
  if (heading !== '' && start === 0) return [];
  const rest = lines.slice(start);
  const end = rest.findIndex((line) => line.startsWith('### '));
  return end < 0 ? rest : rest.slice(0, end);
}

/** A log of an application with 66 errors among its cache hits, some with a stack trace. */
export function serviceLog(entries = 2400): string {
  let log = '';
  for (let index = 0; index < entries; index++) {
    const minutes = 600 + Math.floor(index / 60) + (index >= 1500 ? 20 : 0);
    const time = `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}:${two(index % 60)}`;
    const at = `2026-11-22 ${time},${String(index % 1000).padStart(3, '0')}`;
    if (index % 37 === 5)
      log +=
        `${at} ERROR [db-${String(index % 7)}] Connection to 10.0.0.${String(index % 9)}:5432 timed out after ${String(index)} ms\n` +
        `    at Pool.acquire (/srv/app/pool.js:${String(index)}:3)\nCaused by: TimeoutError: pool exhausted\n`;
    else if (index === 777) log += `${at} WARN [gc] heap is nearly full\n`;
    else if (index === 1234) log += `${at} INFO [main] configuration reloaded by admin\n`;
    else log += `${at} INFO [cache] hit key=user:${String(index)} in ${String(index % 10)} ms\n`;
  }
  return log;
}

function two(number: number): string {
  return String(number).padStart(2, '0');
}
