import * as z from 'zod';
import { oneLine, SummarizeError } from '../../common/errors.js';
import { otherVariable } from '../../common/inputVariables.js';

/** Headers that the Messages API or the connection itself must set. */
const RESERVED =
  /^(?:accept|anthropic-version|connection|content-length|content-type|host|keep-alive|te|trailer|transfer-encoding|upgrade)$/i;

/**
 * Reads headers that the user sends in addition to the key.
 *
 * @param source the name of the setting or option, for errors
 * @throws {SummarizeError} `badSetting`
 */
export function readHeaders(value: unknown, source: string): Readonly<Record<string, string>> {
  const bad = (what: string): SummarizeError => new SummarizeError('badSetting', `${source} ${what}.`);
  const parsed = z.record(z.string(), z.string()).safeParse(value ?? {});
  if (!parsed.success) throw bad('must be an object of header names and values');
  for (const [name, text] of Object.entries(parsed.data)) {
    const shown = oneLine(name, 60);
    if (RESERVED.test(name))
      throw bad(`must not set “${shown}”, which is reserved for the protocol; remove it`);
    if (!isHeader(name, text)) throw bad(`contains “${shown}”, which is not a valid header; correct it`);
    const variable = otherVariable([text]);
    if (variable !== undefined)
      throw bad(`contains ${variable}, which is not supported; enter the value itself`);
  }
  return parsed.data;
}

/** Whether it is a valid header. */
export function isHeader(name: string, value: string): boolean {
  try {
    new Headers([[name, value]]);
    return true;
  } catch {
    return false;
  }
}

/** Whether headers carry credentials, so that no key is needed and nobody else may read them. */
export function holdsCredentials(headers: Readonly<Record<string, string>>): boolean {
  return Object.entries(headers).some(
    ([name, value]) =>
      /^(?:authorization|proxy-authorization|cookie)$|(?:api|auth|access).?(?:key|token)/i.test(name) ||
      value.includes('${input:'),
  );
}
