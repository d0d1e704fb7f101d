import { basename } from 'node:path';
import { lintSource } from '@secretlint/core';
import { creator } from '@secretlint/secretlint-rule-preset-recommend';
import { oneLine } from '../common/errors.js';

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

/** An assignment of an `.env` file: a value in quotes may have several lines. Its parsers do not say where it stands. */
const ASSIGNMENT =
  /^[ \t]*(?:export[ \t]+)?(?<name>[\w.-]+)[ \t]*[=:][ \t]*(?:(?<quote>["'`])(?<quoted>(?:\\.|(?!\k<quote>)[^])*)\k<quote>|(?<plain>[^\n#]*?)[ \t\r]*(?:#.*)?$)/dgm;

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
  for (const { index, indices, groups = {} } of text.matchAll(ASSIGNMENT)) {
    const [start, end] = indices?.groups?.quoted ?? indices?.groups?.plain ?? [index, index];
    if (start < end) found.push({ name: `value of ${oneLine(groups.name ?? '', 60)}`, from: start, to: end });
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
