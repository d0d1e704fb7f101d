import { foldText } from '../../../src/text/foldText.js';
import { liveMemory } from '../../support/liveMemory.js';
import { estimateTokens } from '../../../src/text/tokens.js';
import { eventsText, logText, rareMessages, type LongTextSample } from '../../support/longTexts.js';

const RARE = 60;

export interface FoldingFigures {
  readonly name: string;
  /** Tokens that are sent, of those of the text. */
  readonly sent: number;
  /** Planted rare entries that stand word for word, behind their line. */
  readonly kept: number;
  readonly planted: number;
  readonly seconds: number;
  /** The most memory that it took, in bytes for each byte of the text. */
  readonly memory: number;
}

/** Texts of 5 MB in which rare entries are planted. */
export async function measureFolding(): Promise<readonly FoldingFigures[]> {
  const samples: readonly (readonly [sample: LongTextSample, entry: (words: string) => string])[] = [
    [logText(), (words) => `2026-11-22T10:00:00.000Z WARN [main] ${words}`],
    [eventsText('jsonl'), (words) => JSON.stringify({ user: 'main', action: words, ms: 1 })],
    [eventsText('csv'), (words) => `2026-11-22T10:00:00.000Z,main,${words},200,1`],
  ];
  const figures: FoldingFigures[] = [];
  for (const [sample, entry] of samples) figures.push(await measure(sample, rareMessages(RARE).map(entry)));
  return figures;
}

async function measure(
  { name, text: plain }: LongTextSample,
  planted: readonly string[],
): Promise<FoldingFigures> {
  const lines = plain.trimEnd().split('\n');
  const step = Math.floor(lines.length / (planted.length + 1));
  for (const [index, entry] of planted.entries()) lines.splice((index + 1) * step, 0, entry);
  const text = `${lines.join('\n')}\n`;
  const fold = async (): Promise<Awaited<ReturnType<typeof foldText>>> =>
    await foldText(text, { title: name, signal: new AbortController().signal });
  const begun = performance.now();
  const folded = await fold();
  const seconds = (performance.now() - begun) / 1000;
  const memory = await liveMemory(fold);
  const sent = folded?.text ?? text;
  const kept = planted.filter((entry) => sent.includes(`\n${String(lines.indexOf(entry) + 1)}: ${entry}\n`));
  return {
    name,
    sent: estimateTokens(sent) / estimateTokens(text),
    kept: kept.length,
    planted: planted.length,
    seconds,
    memory: memory / Buffer.byteLength(text),
  };
}
