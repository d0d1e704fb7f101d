import type { Extract } from './bullets.js';
import { pickSentences } from './pickSentences.js';
import type { Source } from './source.js';

/** The sentences that say most, word for word. */
export async function proseExtract({ text, signal }: Source): Promise<Extract> {
  const sentences = await pickSentences(text, signal);
  return { sections: [{ bullets: sentences.map((one) => ({ ...one, text: asItem(one.text) })) }] };
}

/** What begins like a block of Markdown stays a sentence, and the end of an emphasis that began above it goes. */
function asItem(sentence: string): string {
  return sentence
    .replace(/^(?:\*{1,3}|_{1,3})(?=\s)\s/, '')
    .replace(/^(?=[-+*]\s|#{1,6}\s|[>|]|~~~|```)/, '\\')
    .replace(/^(\d{1,9})(?=[.)]\s)/, '$1\\');
}
