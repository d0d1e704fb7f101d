import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { ModelLimiter } from '../../src/models/modelLimiter.js';
import { ServerConnection } from '../../src/mcp/connection/connection.js';
import { bundledServer } from '../../src/mcp/bundledServer.js';
import { AnthropicModel } from '../../src/models/anthropic/anthropicModel.js';
import { readEndpoint } from '../../src/models/anthropic/endpoint.js';
import { limited } from '../../src/models/limited.js';
import { consentedGate } from '../../src/cli/consentedGate.js';
import { summarize } from '../../src/call/summarize.js';
import { MemoryLog, MemoryObserver } from '../support/fakes.js';
import { LoopbackModel, type MessagesBody } from '../support/loopbackModel.js';
import { bookText, logText, sourceText, type LongTextSample } from '../support/longTexts.js';
import { estimateTokens } from '../../src/text/tokens.js';
import { DIST } from '../support/paths.js';
import { partInPrompt, promptOf, textInPrompt } from '../support/prompts.js';

/*
 * How long a long text takes against how long it would take if only the model took time, and how much memory the
 * server takes for it.
 */

const CONCURRENCY = 8;
/** Real models take longer for 20,000 tokens. */
const DELAY_MILLISECONDS = 3000;
const MEGABYTE = 1_000_000;
// The goal is 6 bytes per byte of text; Node 24 takes up to 10 with code that took 5 on Node 20.
const LIMITS = { time: 1.1, idle: 10 * MEGABYTE, perByte: 12, sent: 1.01 };
/** Folding has to be done before the only request, so it adds to its time. */
const LIMITS_FOLDED = { ...LIMITS, time: 1.75, sent: 0.08 };

const FOLDED = 'folded.log';

interface Measured {
  readonly name: string;
  readonly bytes: number;
  readonly parts: number;
  /** The tokens that were sent to be summarized, in those of the text (estimated). */
  readonly sent: number;
  /** The time it took, in the time of an ideal run. */
  readonly time: number;
  /** What the server's memory grew by, for each byte of text, after what is allowed in any case. */
  readonly perByte: number;
}

/** @returns the figures, and whether all are within the limits */
export async function measureLongTexts(
  write: (line: string) => void,
): Promise<{ readonly isGood: boolean; readonly figures: readonly Measured[] }> {
  const loopback = await new LoopbackModel().start();
  const samples = [
    logText(0.2 * MEGABYTE),
    logText(1 * MEGABYTE),
    logText(5 * MEGABYTE),
    { ...logText(5 * MEGABYTE), name: FOLDED, fold: true },
    bookText(),
    sourceText(5 * MEGABYTE),
  ];
  write('text             bytes  parts   sent  time/ideal  memory (bytes for each byte over idle + 10 MB)');
  const figures: Measured[] = [];
  for (const sample of samples) {
    const measured = await measure(sample, loopback);
    figures.push(measured);
    const { name, bytes, parts, sent, time, perByte } = measured;
    const columns = [
      name.padEnd(13),
      String(bytes).padStart(8),
      String(parts).padStart(6),
      sent.toFixed(3).padStart(6),
      time.toFixed(3).padStart(11),
      ` ${perByte.toFixed(2).padStart(6)}`,
    ];
    write(`${columns.join(' ')}${isWithin(measured) ? '' : '  beyond the limit'}`);
  }
  await loopback.stop();
  return { isGood: figures.every(isWithin), figures };
}

function isWithin({ name, time, perByte, sent }: Measured): boolean {
  const limits = name === FOLDED ? LIMITS_FOLDED : LIMITS;
  return time <= limits.time && perByte <= limits.perByte && sent <= limits.sent;
}

/** @param sample logs are sent as they are, if they are not to be folded */
async function measure(
  { name, text, fold = false }: LongTextSample & { readonly fold?: boolean },
  loopback: LoopbackModel,
): Promise<Measured> {
  loopback.reset();
  const levels: number[] = [];
  let sent = 0;
  loopback.script = (body) => {
    const level = levelOf(body);
    levels.push(level);
    // What is merged was sent before.
    if (level === 0 || levels.length === 1) sent += estimateTokens(textInPrompt(promptOf(body)));
    return { pieces: ['A summary of what is said here.'], pause: DELAY_MILLISECONDS };
  };
  const log = new MemoryLog();
  const connection = new ServerConnection({ server: bundledServer(path.join(DIST, 'server.js')), log });
  const endpoint = readEndpoint(loopback.url, 'the loopback model');
  const model = limited(
    new AnthropicModel({ endpoint, apiKey: undefined, model: undefined, log }),
    new ModelLimiter(CONCURRENCY),
  );
  const options = {
    connection,
    model,
    maxTokens: 4000,
    gateFor: (tool: string) => consentedGate(connection.server, tool),
    log,
    signal: new AbortController().signal,
  };
  // The server is warm, as it is in a window, and idle.
  await summarize('A short text.', { ...options, events: new MemoryObserver() });
  const idle = await peakOf(connection.pid);
  levels.length = 0;
  sent = 0;
  const started = performance.now();
  const { summary } = await summarize(text, {
    ...options,
    events: new MemoryObserver(),
    about: { title: name, part_tokens: 20_000, fold },
  });
  const took = performance.now() - started;
  const grown = (await peakOf(connection.pid)) - idle - LIMITS.idle;
  await connection.close();
  const bytes = Buffer.byteLength(text);
  const perLevel = [0, 1].map((level) => levels.filter((one) => one === level));
  const rounds = perLevel.reduce((sum, { length }) => sum + Math.ceil(length / CONCURRENCY), 0);
  return {
    name,
    bytes,
    parts: summary?.usage.parts ?? 0,
    sent: sent / estimateTokens(text),
    time: took / (rounds * DELAY_MILLISECONDS),
    perByte: Math.max(grown, 0) / bytes,
  };
}

/** Parts are a level, and what merges them another. */
function levelOf({ messages }: MessagesBody): number {
  return partInPrompt(messages[0]?.content[0]?.text) === undefined ? 1 : 0;
}

/** The most memory that a process has ever had, in bytes. */
async function peakOf(pid: number | undefined): Promise<number> {
  const status = await readFile(`/proc/${String(pid)}/status`, 'utf8');
  return Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1] ?? Number.NaN) * 1024;
}
