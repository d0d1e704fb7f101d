import { basename } from 'node:path';
import { parseEnv } from 'node:util';
import { lintSource } from '@secretlint/core';
import { creator } from '@secretlint/secretlint-rule-preset-recommend';
import { oneLine } from '../errors.js';

/** A secret in a text. */
export interface FoundSecret {
  /** What it is: "private key", "GitHub Token". */
  readonly name: string;
  /** Where, in UTF-16 code units. */
  readonly from: number;
  readonly to: number;
  /** From 1. */
  readonly line: number;
}

/** A shorter value of an `.env` file is a switch or a port. */
const SHORTEST_VALUE = 6;

/**
 * The secrets in a text, in its order: by secretlint's recommended rules, which know what keys and tokens look
 * like, and in an `.env` file the values of its variables.
 *
 * @param title the name of its document, which tells an `.env` file; empty where there is none
 */
export async function findSecrets(text: string, title: string): Promise<readonly FoundSecret[]> {
  const { messages } = await lintSource({
    // It wants a name, whatever it is.
    source: { filePath: title === '' ? 'text' : title, content: text, ext: '', contentType: 'text' },
    options: { noPhysicFilePath: true, config: { rules: [{ id: 'recommended', rule: creator }] } },
  });
  const known = messages.map(({ message, range: [from, to] }) => ({ name: nameIn(message), from, to }));
  const isEnvFile = /^\.env(\.|$)|\.env$/.test(basename(title));
  const all = isEnvFile ? [...known, ...valuesOf(text)] : known;
  return withLines(text, withoutOverlaps(all));
}

type Place = Omit<FoundSecret, 'line'>;

/** Secretlint says "found private key: ----…": what it is, and what it says. */
function nameIn(message: string): string {
  return oneLine(message.replace(/^found /i, '').split(/[:(]/)[0] ?? '', 60);
}

function valuesOf(text: string): Place[] {
  const found: Place[] = [];
  let from = 0;
  for (const [name, value] of Object.entries(parseEnv(text))) {
    if (value === undefined || value.length < SHORTEST_VALUE) continue;
    const at = text.indexOf(value, Math.max(from, text.indexOf(name, from)));
    if (at < 0) continue;
    found.push({ name: `value of ${oneLine(name, 60)}`, from: at, to: at + value.length });
    from = at + value.length;
  }
  return found;
}

/** Where two rules know the same, the first one names it. */
function withoutOverlaps(places: readonly Place[]): Place[] {
  const kept: Place[] = [];
  for (const place of [...places].sort((a, b) => a.from - b.from || b.to - a.to)) {
    const last = kept.at(-1);
    if (last === undefined || place.from >= last.to) kept.push(place);
    else kept.splice(-1, 1, { ...last, to: Math.max(last.to, place.to) });
  }
  return kept;
}

function withLines(text: string, places: readonly Place[]): FoundSecret[] {
  let line = 1;
  let counted = 0;
  return places.map((place) => {
    for (let at = text.indexOf('\n', counted); at >= 0 && at < place.from; at = text.indexOf('\n', at + 1))
      line++;
    counted = place.from;
    return { ...place, line };
  });
}
