import { summarizeLongText } from '../../../src/server/longText.js';
import { Splitter } from '../../../src/server/splitter.js';
import { CitingModel, summarizingWith } from '../../support/citingModel.js';
import { interleaved } from '../figures.js';
import { KIND_NAMES, plantedText } from './plantedTexts.js';

const RUNS = 15;

/**
 * What lines and checks add to a summary of 20 KB, the model's time left out: against a summary that is only passed on.
 *
 * @returns milliseconds, the median for each kind of text
 */
export async function measureExtraTime(): Promise<ReadonlyMap<string, number>> {
  const { signal } = new AbortController();
  const times = new Map<string, number>();
  for (const kind of KIND_NAMES) {
    const { text, title, facts } = plantedText(kind, 20_000, 12);
    const model = new CitingModel(facts);
    const timed = async (work: () => Promise<unknown>): Promise<number> => {
      const begun = performance.now();
      await work();
      return performance.now() - begun;
    };
    let answering = 0;
    const cited = async (): Promise<number> => {
      answering = 0;
      const whole = await timed(
        async () =>
          await summarizeLongText(
            { text, title, partTokens: 20_000, cite: true },
            summarizingWith((prompt) => {
              const begun = performance.now();
              const answer = model.answer(prompt);
              answering += performance.now() - begun;
              return answer;
            }),
          ),
      );
      return whole - answering;
    };
    // What a summary of one part takes without them.
    const plain = async (): Promise<number> =>
      await timed(async () => await new Splitter().split({ text, title, partTokens: 20_000 }, signal));
    const medians = await interleaved({ cited, plain }, RUNS);
    times.set(kind, (medians.get('cited') ?? 0) - (medians.get('plain') ?? 0));
  }
  return times;
}
