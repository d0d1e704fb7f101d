import type { Extract } from './bullets.js';
import { pickSentences } from './pickSentences.js';
import type { Source } from './source.js';

/** The sentences that say most, word for word. */
export async function proseExtract({ text, signal }: Source): Promise<Extract> {
  const sentences = await pickSentences(text, signal);
  return { sections: [{ bullets: sentences.map((one) => ({ ...one, text: asItem(one.text) })) }] };
}

/** What begins like a block of Markdown stays a sentence. */
function asItem(sentence: string): string {
  return sentence.replace(/^(?=[-+*]\s|#{1,6}\s|[>|]|~~~|```)/, '\\').replace(/^(\d{1,9})(?=[.)]\s)/, '$1\\');
}
