import * as z from 'zod';

const usage = z.looseObject({}).catch({});

/** The events in which the SDK counts tokens. */
const counting = z.discriminatedUnion('type', [
  z.looseObject({ type: z.literal('message_start'), message: z.looseObject({ usage }) }),
  z.looseObject({ type: z.literal('message_delta'), usage }),
]);

/** What such an event contains in any case, so that no others are parsed. */
const TYPES = ['message_start', 'message_delta'];

/**
 * An event of the Messages API with its `usage`, which compatible endpoints leave out: the SDK would take a whole
 * answer without it for one that was cut off.
 */
export function withUsage(event: Uint8Array): Uint8Array {
  const bytes = Buffer.from(event.buffer, event.byteOffset, event.byteLength);
  if (!TYPES.some((type) => bytes.includes(type))) return event;
  const lines = bytes.toString('utf8').split(/\r\n|\r|\n/);
  const data = lines.filter((line) => line.startsWith('data:'));
  const parsed = counting.safeParse(json(data.map((line) => line.slice('data:'.length)).join('\n')));
  if (!parsed.success) return event;
  const others = lines.filter((line) => line !== '' && !line.startsWith('data:'));
  return Buffer.from([...others, `data: ${JSON.stringify(parsed.data)}`, '', ''].join('\n'));
}

function json(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
