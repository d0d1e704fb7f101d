import assert from 'node:assert/strict';
import { findParts, type Search } from '../../src/server/findParts.js';
import { wordsOf } from '../../src/text/words.js';
import { splitText } from '../../src/text/split.js';

/** The places of what is found in paragraphs, each a part; the best alone if there is no room. */
async function found(
  paragraphs: readonly string[],
  question: string | Partial<Search>,
  room = 1,
): Promise<{ readonly places: readonly number[]; readonly match: boolean }> {
  let from = 0;
  const parts = paragraphs.map((paragraph, index) => {
    const part = { from, to: from + paragraph.length, fromLine: index + 1, toLine: index + 1, path: [] };
    from = part.to;
    return part;
  });
  const search = { question: '', before: [], ...(typeof question === 'string' ? { question } : question) };
  const { signal } = new AbortController();
  const { parts: chosen, match } = await findParts(paragraphs.join(''), parts, { search, room, signal });
  return { places: chosen.map((part) => part.fromLine - 1), match };
}

const FILLER = Array.from(
  { length: 30 },
  (_, index) => `Words about item ${String(index)} of many, no more.\n`,
);

/** Paragraphs of which one, at 17, is another. */
function hiding(paragraph: string): readonly string[] {
  return FILLER.with(17, `${paragraph}\n`);
}

describe('The parts that a question is about', () => {
  for (const [what, paragraph, question] of [
    ['a word', 'The lighthouse was built in 1871.', 'When was the lighthouse built?'],
    ['another form of a word', 'It retries when connections are closing.', 'Does a closed connection retry?'],
    ['a doubled consonant', 'The worker stopped.', 'What stops the worker?'],
    ['an identifier by its words', 'const n = parseHTTPRequest(x);', 'How are http requests parsed?'],
    ['an identifier as it is', 'MAX_RETRY_COUNT = 3', 'What is MAX_RETRY_COUNT?'],
    ['an accent that the user left out', 'Das Café schließt früher.', 'cafe'],
    ['the beginning of a long word', 'Die Abrechnungen kamen spät.', 'Wann kam die Abrechnung?'],
    ['Chinese', '灯塔建于一八七一年，现在仍在使用。', '灯塔是什么时候建的？'],
    ['Japanese', 'この灯台は1871年に建てられました。', '灯台はいつできましたか'],
    ['Korean with another particle', '등대는 1871년에 세워졌다.', '등대가 언제 세워졌나요?'],
    ['Thai', 'ประภาคารสร้างขึ้นในปีนั้น', 'ประภาคารอยู่ที่ไหน'],
    ['a line that is named', 'Nothing in common here.', 'What does line 18 mean?'],
    ['a range of lines', 'Nothing in common here.', 'Explain L18-L18'],
  ] as const) {
    it(`have ${what}`, async () => {
      assert.deepEqual(await found(hiding(paragraph), question), { places: [17], match: true });
    });
  }

  it('are in the order of the text, as many as fit', async () => {
    const text = FILLER.with(20, 'The harbor master.\n').with(4, 'The harbor, the harbor!\n');
    assert.deepEqual((await found(text, 'harbor?', 15)).places, [4, 20]);
    assert.deepEqual((await found(text, 'harbor?', 6)).places, [4]);
  });

  it('are joined by their neighbors and the beginning, if there is room', async () => {
    assert.deepEqual((await found(hiding('The lighthouse.'), 'lighthouse', 50)).places, [0, 16, 17, 18]);
  });

  it('prefer a rare word to a common one', async () => {
    const text = FILLER.map((line) => line.replace('Words', 'Server host')).with(9, 'A crash.\n');
    assert.deepEqual((await found(text, 'Why did the server host crash?')).places, [9]);
  });

  it('follow what was said before, for a question without words of its own', async () => {
    const text = hiding('The lighthouse was built in 1871.');
    const search = { question: 'And why?', before: ['When was the lighthouse built?'] };
    assert.deepEqual((await found(text, search)).places, [17]);
    // What is asked now counts more.
    const other = { ...search, question: 'And item 3?' };
    assert.deepEqual((await found(text, other)).places, [3]);
  });

  it('are spread over the text where nothing matches', async () => {
    const { places, match } = await found(FILLER, 'Why is that?', 60);
    assert.equal(match, false);
    assert.equal(places[0], 0);
    assert.equal(places.at(-1), 29);
    assert.ok(places.length >= 4, String(places));
    for (const [index, place] of places.entries()) {
      assert.ok(place - (places[index - 1] ?? 0) <= 15, `${String(places)} are not spread`);
    }
  });

  it('include one that is longer than the room, rather than none', async () => {
    assert.deepEqual(await found(['long '.repeat(100)], 'long?', 10), { places: [0], match: true });
  });

  it('are found in megabytes in about the time it takes to read them, whatever they are', async () => {
    const size = 3_000_000;
    for (const text of [
      'word '.repeat(size / 5),
      'A'.repeat(size),
      'aB_'.repeat(size / 3),
      '灯塔'.repeat(size / 6),
    ]) {
      const parts = splitText(text, { kind: 'prose', boundaries: [] }, 600);
      const before = process.cpuUsage();
      const search = { question: text.slice(0, 100_000), before: [text] };
      await findParts(text, parts, { search, room: 20_000, signal: new AbortController().signal });
      const { user, system } = process.cpuUsage(before);
      assert.ok(user + system < 8_000_000, `${text.slice(0, 6)}… took ${String((user + system) / 1000)} ms`);
    }
  });

  it('are no longer searched for after a cancel', async () => {
    const text = 'word '.repeat(200_000);
    const parts = splitText(text, { kind: 'prose', boundaries: [] }, 100);
    const abort = new AbortController();
    const searching = findParts(text, parts, {
      search: { question: 'word', before: [] },
      room: 100,
      signal: abort.signal,
    });
    abort.abort(new Error('enough'));
    await assert.rejects(searching, /enough/);
  });
});

describe('Words', () => {
  it('are those of identifiers too', () => {
    assert.deepEqual(
      [...wordsOf('parseHTTPRequest_v2')],
      ['parsehttprequest_v2', 'pars', 'http', 'request', 'v', '2'],
    );
  });

  it('have one stem, however they end', () => {
    const stems = ['close', 'closes', 'closed', 'closing'].map((word) => [...wordsOf(word)].join());
    assert.equal(new Set(stems).size, 1, String(stems));
    assert.deepEqual([...wordsOf('this status of classes')], ['thi', 'statu', 'of', 'class']);
  });
});
