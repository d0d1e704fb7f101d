import { basename } from 'node:path';
import { lintSource } from '@secretlint/core';
import { creator } from '@secretlint/secretlint-rule-preset-recommend';
import { oneLine } from '../common/errors.js';
import { envValues, isEnvFile, type EnvValue } from './envFile.js';
import { envTextsIn } from './envTexts.js';
import { unescaped } from './unescaped.js';

/** A secret in a text. */
export interface FoundSecret {
  /** Its kind: "private key", "GitHub token". */
  readonly name: string;
  /** Its position, in UTF-16 code units. */
  readonly from: number;
  readonly to: number;
  /** From 1. */
  readonly line: number;
}

/** How many levels of escapes to decode: one for JSON, two for JSON in JSON. */
const MAX_UNESCAPED = 2;

/**
 * The secrets in a text, in order: those that match secretlint's recommended rules for keys and tokens, and in
 * an `.env` file the values of its variables, also where it is one of several files or in a diff.
 *
 * The rules may take any amount of time and cannot be stopped, so `SecretSearch` runs them in a thread.
 *
 * @param title the name of its document, which identifies an `.env` file; empty if there is none
 */
export async function findSecrets(text: string, title: string): Promise<readonly FoundSecret[]> {
  const known = await knownIn(text, title, MAX_UNESCAPED);
  const values = isEnvFile(basename(title)) ? named(envValues(text)) : [];
  const inner = envTextsIn(text).flatMap((env) =>
    named(envValues(env.text)).map(({ name, from, to }) => ({
      name,
      from: env.origin(from),
      to: env.origin(to),
    })),
  );
  return withLines(text, withoutOverlaps([...known, ...values, ...inner]));
}

type Place = Omit<FoundSecret, 'line'>;

function named(values: readonly EnvValue[]): Place[] {
  return values.map(({ name, from, to }) => ({
    name: name === '' ? 'line without an assignment' : `value of ${oneLine(name.slice(0, 200), 60)}`,
    from,
    to,
  }));
}

/** What secretlint finds in the text as it is, and with its escapes decoded. */
async function knownIn(text: string, title: string, levels: number): Promise<readonly Place[]> {
  const { messages } = await lintSource({
    // secretlint requires some name.
    source: {
      filePath: title === '' ? 'text' : title,
      // A text must not be able to switch the search off; the replacement is of the same length.
      content: text.replaceAll('secretlint-', 'secretlint '),
      ext: '',
      contentType: 'text',
    },
    options: { noPhysicFilePath: true, config: { rules: [{ id: 'recommended', rule: creator }] } },
  });
  const found = messages.map(({ message, range: [from, to], data }) => ({
    name: nameIn(message),
    ...exactPlace(text, { from, to }, data),
  }));
  const inner = levels === 0 ? undefined : unescaped(text);
  if (inner === undefined) return found;
  const foundInside = await knownIn(inner.text, title, levels - 1);
  return [
    ...found,
    ...foundInside.map(({ name, from, to }) => ({ name, from: inner.origin(from), to: inner.origin(to) })),
  ];
}

/** The maximum distance of a secret from its name, in UTF-16 code units. */
const MAX_DISTANCE = 500;

/**
 * Some rules start their range at the name before the secret (`aws_secret_access_key = `), so that its end is outside.
 * If the rule's data has a text of the same length, that is the secret, and its actual position is searched.
 */
function exactPlace(
  text: string,
  { from, to }: Pick<Place, 'from' | 'to'>,
  data: unknown,
): Pick<Place, 'from' | 'to'> {
  // A rule's data besides its message, including the secret itself.
  const values: readonly unknown[] = typeof data === 'object' && data !== null ? Object.values(data) : [];
  const told = values.filter((value) => typeof value === 'string');
  const secret = told.find((value) => value.length === to - from);
  const near = secret === undefined ? -1 : text.slice(from, to + MAX_DISTANCE).indexOf(secret);
  return near < 0 ? { from, to } : { from: from + near, to: to + near };
}

/** The kind in secretlint's "found GitHub Token(…): …", in sentence case: "GitHub token". */
function nameIn(message: string): string {
  const kind = message.replace(/^found /i, '').split(/[:(]/, 1)[0] ?? '';
  return oneLine(
    kind.replace(/ [A-Z][a-z]+\b/g, (word) => word.toLowerCase()),
    60,
  );
}

/** If two rules find the same secret, the first one names it. */
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
  let next = text.indexOf('\n');
  return places.map((place) => {
    while (next >= 0 && next < place.from) {
      line++;
      next = text.indexOf('\n', next + 1);
    }
    return { ...place, line };
  });
}
