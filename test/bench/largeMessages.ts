import path from 'node:path';
import { MAX_PART_TOKENS } from '../../src/contract/summarize.js';
import { bundledServer } from '../../src/mcp/bundledServer.js';
import { ServerConnection } from '../../src/mcp/connection/connection.js';
import { MemoryLog } from '../support/fakes.js';
import { DIST } from '../support/paths.js';
import { interleaved } from './figures.js';

const MEGABYTE = 1_000_000;
const RUNS = 3;
const LINE =
  'The committee met on Tuesday and decided to build a bridge across the river, to be opened in May.\n';
const SHORT = 'A bridge will be built.';
/** A result has the answer in its text, in its structured content, and there in its only part. */
const COPIES = 3;

/** A text to the server, in parts of the usual size or of the largest, and an answer of that size back. */
const WAYS = ['in parts', 'there', 'back'] as const;
type Way = (typeof WAYS)[number];

export interface LargeMessage {
  readonly way: Way;
  readonly megabytes: number;
  /** The time for each megabyte in that for a message of one. */
  readonly ratio: number;
}

/** Large messages through our client and our server, with a model that answers at once. */
export async function measureLargeMessages(): Promise<readonly LargeMessage[]> {
  const connection = new ServerConnection({
    server: bundledServer(path.join(DIST, 'server.js')),
    log: new MemoryLog(),
  });
  try {
    const figures: LargeMessage[] = [];
    for (const way of WAYS) {
      const perMegabyte = await interleaved(
        {
          1: async () => await timed(connection, way, 1),
          20: async () => (await timed(connection, way, 20)) / 20,
          60: async () => (await timed(connection, way, 60)) / 60,
        },
        RUNS,
      );
      const base = perMegabyte.get('1') ?? Number.NaN;
      for (const size of ['20', '60'] as const)
        figures.push({ way, megabytes: Number(size), ratio: (perMegabyte.get(size) ?? Number.NaN) / base });
    }
    return figures;
  } finally {
    await connection.close();
  }
}

async function timed(connection: ServerConnection, way: Way, megabytes: number): Promise<number> {
  const length = (megabytes * MEGABYTE) / (way === 'back' ? COPIES : 1);
  const large = LINE.repeat(Math.ceil(length / LINE.length)).slice(0, length);
  const [text, answer] = way === 'back' ? [SHORT, large] : [large, SHORT];
  const begun = performance.now();
  const result = await connection.callTool({
    tool: 'summarize',
    arguments: { text_to_summarize: text, ...(way === 'there' && { part_tokens: MAX_PART_TOKENS }) },
    maxRounds: 1,
    answerSampling: () =>
      Promise.resolve({
        role: 'assistant',
        content: { type: 'text', text: answer },
        model: 'bench',
        stopReason: 'endTurn',
      }),
    signal: new AbortController().signal,
  });
  const took = performance.now() - begun;
  if (typeof result !== 'object' || result === null || 'isError' in result)
    throw new Error(JSON.stringify(result).slice(0, 200));
  return took;
}
