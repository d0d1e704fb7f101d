import { foldLog } from '../../../src/text/foldLog.js';
import { estimateTokens } from '../../../src/text/tokens.js';
import { logText, rareMessages } from '../../support/longTexts.js';

const RARE = 60;
const SAMPLE_MILLISECONDS = 5;

export interface FoldingFigures {
  /** Tokens that are sent, of those of the log. */
  readonly sent: number;
  /** Planted rare entries that stand word for word, behind their line. */
  readonly kept: number;
  readonly planted: number;
  readonly seconds: number;
  /** The most memory that it took, in bytes for each byte of the log. */
  readonly memory: number;
}

/** A log of 5 MB in which rare entries are planted. */
export async function measureFolding(): Promise<FoldingFigures> {
  const { text: plain } = logText(5_000_000);
  const lines = plain.trimEnd().split('\n');
  const step = Math.floor(lines.length / (RARE + 1));
  for (const [index, words] of rareMessages(RARE).entries())
    lines.splice((index + 1) * step, 0, `2026-11-22T10:00:00.000Z WARN [main] ${words}`);
  const text = `${lines.join('\n')}\n`;
  const before = process.memoryUsage.rss();
  let most = before;
  const sampling = setInterval(() => {
    most = Math.max(most, process.memoryUsage.rss());
  }, SAMPLE_MILLISECONDS);
  const begun = performance.now();
  const folded = await foldLog(text, { signal: new AbortController().signal });
  const seconds = (performance.now() - begun) / 1000;
  clearInterval(sampling);
  most = Math.max(most, process.memoryUsage.rss());
  const sent = folded?.text ?? '';
  const kept = lines.flatMap((line, index) =>
    line.includes(' WARN [main] ') && sent.includes(`\n${String(index + 1)}: ${line}\n`) ? [line] : [],
  );
  return {
    sent: estimateTokens(sent) / estimateTokens(text),
    kept: kept.length,
    planted: RARE,
    seconds,
    memory: (most - before) / Buffer.byteLength(text),
  };
}
