import assert from 'node:assert/strict';
import { AnswerCache } from '../../src/server/answerCache.js';
import { summarizeLongText } from '../../src/server/longText.js';
import { planOf } from '../../src/server/plan.js';
import { Splitter } from '../../src/server/splitter.js';
import { CitingModel, summarizingWith, type Fact } from '../support/citingModel.js';
import { plantedText } from '../bench/quality/plantedTexts.js';

const PART_TOKENS = 2000;

/** The sentences that say facts, with the line that each rests on. */
function linesOf(
  facts: readonly Fact[],
  cited: Awaited<ReturnType<typeof summarizeLongText>>['cited'],
): readonly (number | undefined)[] {
  return facts.map(({ says }) => {
    const sources = cited.find(({ text }) => text === says)?.sources ?? [];
    return sources.length === 1 && sources[0]?.fromLine === sources[0]?.toLine
      ? sources[0]?.fromLine
      : undefined;
  });
}

describe('The summary of a text in parts', () => {
  for (const kind of ['prose', 'code', 'log', 'chinese'])
    it(`leads from each sentence to its line, after split and merge: ${kind}`, async () => {
      const { text, title, facts } = plantedText(kind, 60_000, 12);
      const model = new CitingModel(facts);
      const source = { text, title, partTokens: PART_TOKENS, cite: true, fold: false };
      const { cited, summary, parts, coverage } = await summarizeLongText(
        source,
        summarizingWith((prompt) => model.answer(prompt)),
      );
      assert.ok(parts.length > 3, String(parts.length));
      assert.deepEqual(
        linesOf(facts, cited),
        facts.map(({ line }) => line),
      );
      assert.doesNotMatch(summary + parts.map((part) => part.summary).join(''), /\[b?\d+\]/);
      assert.ok(coverage.every((share) => share > 0));
    });

  it('is merged with what the text says, word for word', async () => {
    const { text, facts } = plantedText('prose', 60_000, 12);
    const model = new CitingModel(facts);
    await summarizeLongText(
      { text, partTokens: PART_TOKENS, cite: true },
      summarizingWith((prompt) => model.answer(prompt)),
    );
    const [evidence = ''] = /<evidence>[^]*<\/evidence>/.exec(model.prompts.at(-1)?.user ?? '') ?? [];
    for (const fact of facts) assert.ok(evidence.includes(`] ${fact.text}`), fact.text);
    assert.ok(evidence.length < 12 * 200, 'evidence is for sentences alone');
  });

  it('has its lines also where a model names none, and where it names what there is not', async () => {
    const { text, facts } = plantedText('prose', 60_000, 12);
    const model = new CitingModel(facts);
    for (const [what, mark] of [
      [/ \[\d+\]/g, ''],
      [/ \[\d+\]/g, ' [99999]'],
    ] as const) {
      const { cited, summary } = await summarizeLongText(
        { text, partTokens: PART_TOKENS, cite: true },
        summarizingWith((prompt) => model.answer(prompt).replaceAll(what, mark)),
      );
      assert.deepEqual(
        linesOf(facts, cited),
        facts.map(({ line }) => line),
      );
      assert.doesNotMatch(summary, /99999/);
      // In the merge, each has been found already.
      assert.ok(cited.every(({ origin }) => origin !== 'none'));
    }
  });

  it('asks only for what an edit has changed, and leads to the lines as they are now', async () => {
    const { text, facts } = plantedText('prose', 60_000, 12);
    const work = { cache: new AnswerCache(), answeredBy: 'm' };
    const first = new CitingModel(facts);
    const source = { partTokens: PART_TOKENS, cite: true };
    await summarizeLongText(
      { ...source, text },
      { ...summarizingWith((prompt) => first.answer(prompt)), ...work },
    );
    const again = new CitingModel(facts);
    const edited = `Some words.\n\n${'They are new here, and take a few lines of their own above all others.\n'.repeat(20)}\n${text}`;
    const { cited } = await summarizeLongText(
      { ...source, text: edited },
      { ...summarizingWith((prompt) => again.answer(prompt)), ...work },
    );
    assert.deepEqual(
      linesOf(facts, cited),
      facts.map(({ line }) => line + 23),
    );
    assert.ok(again.prompts.length < first.prompts.length / 2, `${String(again.prompts.length)} prompts`);
  });

  it('costs no more than its plan says', async () => {
    const { text, facts } = plantedText('prose', 60_000, 12);
    const model = new CitingModel(facts);
    const source = { text, partTokens: PART_TOKENS, cite: true };
    const { signal } = new AbortController();
    const planned = await planOf(source, new Splitter(), signal);
    await summarizeLongText(
      source,
      summarizingWith((prompt) => model.answer(prompt)),
    );
    const sent = model.prompts
      .filter(({ user }) => !user.startsWith('Please merge'))
      .reduce((sum, { system, user }) => sum + Buffer.byteLength(system + user) / 4, 0);
    assert.ok(planned.inputTokens >= sent, `${String(planned.inputTokens)} planned, ${String(sent)} sent`);
  });
});
