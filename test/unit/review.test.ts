import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { ModelAnswer } from '../../src/models/model.js';
import { answerReview } from '../../src/review/answerReview.js';
import { promptReview } from '../../src/review/promptReview.js';
import { readSections, renderSections, type Section } from '../../src/review/sections.js';
import { question } from '../support/fakes.js';

/** Texts with what could be taken for our own lines, line ends of all kinds, and halves of characters. */
const text = fc
  .array(
    fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('\n', '\r\n', '\r', '━━━', '\n━━━ Model', '\ud800', '\0', '\u2028'),
    ),
  )
  .map((parts) => parts.join(''));
const sections = fc.array(
  fc.record({ title: fc.constantFrom('One', 'Two'), body: text, isFixed: fc.boolean() }),
  { minLength: 1, maxLength: 5 },
);
/** What an editor makes of a text: one kind of line end, and no halves of characters. */
const inEditor = (rendered: string, end: string): string =>
  Buffer.from(rendered)
    .toString()
    .replace(/\r\n|\r|\n/g, end);

describe('A text under review', () => {
  it('is unchanged when nobody changes it, whatever it holds', () => {
    fc.assert(
      fc.property(sections, fc.constantFrom('\n', '\r\n'), (parts, end) => {
        const shown = inEditor(renderSections(['Intro.'], parts), end);
        assert.deepEqual(
          readSections(shown, ['Intro.'], parts),
          parts.map(() => undefined),
        );
      }),
    );
  });

  it('gives back what was written in place of a section, and the others as they were', () => {
    fc.assert(
      fc.property(sections, fc.nat(), fc.string({ unit: 'grapheme' }), (parts, which, written) => {
        const at = which % parts.length;
        const before = parts.map((part) => ({ ...part, isFixed: false }));
        fc.pre(!/^━━━/m.test(written) && !/[\r\n]/.test(written));
        const after = before.map((part, index) => (index === at ? { ...part, body: written } : part));
        // The rule is as long as the texts before the change ask for.
        fc.pre(ruleOf(before) === ruleOf(after));
        const read = readSections(renderSections([], after), [], before);
        assert.deepEqual(
          read.map((body, index) => body ?? shownBody(before[index])),
          after.map(shownBody),
        );
      }),
    );
  });

  for (const [what, change] of [
    ['a line of ours', (shown: string) => shown.replace('━━━ Two', '━━━ Too')],
    ['a line of ours too many', (shown: string) => shown.replace('second', '━━━ Two\nsecond')],
    ['the introduction', (shown: string) => `x${shown}`],
    ['what stands below', (shown: string) => `${shown}x`],
    ['a section that cannot be changed', (shown: string) => shown.replace('second', 'another')],
  ] as const) {
    it(`is not taken when ${what} was changed`, () => {
      const parts = [
        { title: 'One', body: 'first', isFixed: false },
        { title: 'Two', body: 'second', isFixed: true },
      ];
      const shown = renderSections(['Intro.'], parts);
      assert.throws(() => readSections(change(shown), ['Intro.'], parts), {
        code: 'badReview',
        message: /or deny\.$/,
      });
    });
  }
});

function ruleOf(parts: readonly Section[]): string {
  return /^━+$/m.exec(renderSections([], parts).trimEnd().split('\n').at(-1) ?? '')?.[0] ?? '';
}

function shownBody(part: Section | undefined): string {
  return (part?.body ?? '').replace(/\r\n?/g, '\n').replaceAll('\0', '␀').toWellFormed();
}

describe('A request under review', () => {
  const asked = question({}, ['Summarize this:', 'A long text.'], {
    systemPrompt: 'Be brief.',
    stopSequences: ['END'],
    tools: [{ name: 'look', description: 'Looks.', inputSchema: { type: 'object' } }],
  });
  const review = promptReview(asked);

  it('shows all that is sent', () => {
    for (const words of [
      /A sampling request from a server \(tool a tool\)/,
      /Estimated input: \d+ tokens\. Model chosen by you\./,
      /━━━ Model\nscripted\n/,
      /━━━ Token limit for the answer \(up to 4,000\)\n4000\n/,
      /━━━ System prompt\nBe brief\.\n/,
      /━━━ Message 1, user, part 2\nA long text\.\n/,
      /━━━ Tools [^]*"name": "look",[^]*"type": "object"/,
      /━━━ Stop sequences\n\["END"\]\n/,
    ]) {
      assert.match(review.text, words);
    }
  });

  it('is the very same request when nothing was changed', () => {
    assert.equal(review.read(review.text), asked.sampling.request);
  });

  it('takes another model, limit, system prompt and text', () => {
    const edited = review.read(
      review.text
        .replace('\nscripted\n', '\nanother \n')
        .replace('\n4000\n', '\n20\n')
        .replace('Be brief.', 'Be kind.\nAlways.')
        .replace('A long text.', 'Another text.'),
    );
    assert.deepEqual(edited, {
      ...asked.sampling.request,
      model: 'another',
      maxTokens: 20,
      systemPrompt: 'Be kind.\nAlways.',
      messages: [
        {
          role: 'user',
          content: [
            { type: 'text', text: 'Summarize this:' },
            { type: 'text', text: 'Another text.' },
          ],
        },
      ],
    });
  });

  it('leaves out what was emptied', () => {
    const edited = review.read(review.text.replace('Summarize this:', ' ').replace('Be brief.', ''));
    assert.deepEqual(edited.messages[0]?.content, [{ type: 'text', text: 'A long text.' }]);
    assert.equal('systemPrompt' in edited, false);
  });

  for (const [what, from, to] of [
    ['a limit above the server’s own', '\n4000\n', '\n4001\n'],
    ['a limit that is no number', '\n4000\n', '\nmany\n'],
    ['two models', '\nscripted\n', '\none two\n'],
    ['another tool', 'Looks.', 'Does not.'],
    [
      'nothing at all',
      'Summarize this:\n━━━ Message 1, user, part 2\nA long text.',
      '\n━━━ Message 1, user, part 2\n',
    ],
  ] as const) {
    it(`does not take ${what}`, () => {
      assert.ok(review.text.includes(from));
      assert.throws(() => review.read(review.text.replace(from, to)), { code: 'badReview' });
    });
  }

  it('has no model to change where there is only one', () => {
    const { text: shown, read } = promptReview({ ...asked, model: { ...asked.model, isNameable: false } });
    assert.throws(() => read(shown.replace('\nscripted\n', '\nanother\n')), {
      code: 'badReview',
      message: /“Model”/,
    });
  });
});

describe('An answer under review', () => {
  const answer: ModelAnswer = {
    model: 'scripted-1',
    content: [
      { type: 'text', text: 'I look.' },
      { type: 'toolUse', id: 't', name: 'look', input: { q: 1 } },
    ],
    stopReason: 'toolUse',
    usage: { inputTokens: 1, outputTokens: 1 },
  };
  const review = answerReview(question({}, ['x']), answer);

  it('is the very same answer when nothing was changed', () => {
    assert.equal(review.read(review.text), answer);
  });

  it('takes another text, and leaves out one that was emptied', () => {
    const changed = review.read(review.text.replace('I look.', 'I have looked.'));
    assert.deepEqual(changed, {
      ...answer,
      content: [{ type: 'text', text: 'I have looked.' }, answer.content[1]],
    });
    assert.deepEqual(review.read(review.text.replace('I look.', '')).content, [answer.content[1]]);
  });

  it('does not take another tool use, or nothing', () => {
    assert.throws(() => review.read(review.text.replace('"q": 1', '"q": 2')), { code: 'badReview' });
    const [only] = answer.content;
    assert.ok(only !== undefined);
    const single = answerReview(question({}, ['x']), { ...answer, content: [only] });
    assert.throws(() => single.read(single.text.replace('I look.', ' ')), { code: 'badReview' });
  });
});
