import assert from 'node:assert/strict';
import { foldRows } from '../../src/text/foldRows.js';
import { tableFormOf } from '../../src/text/table.js';
import { JsonLines, Table } from '../../src/text/tableRows.js';
import { estimateTokens } from '../../src/text/tokens.js';
import type { FoldedLog } from '../../src/text/writeFolded.js';
import { liveMemory } from '../support/liveMemory.js';
import { eventsText, newWord } from '../support/longTexts.js';
import { processorTime } from '../support/processorTime.js';

const { signal } = new AbortController();

async function foldTable(text: string, firstLine = 1): Promise<FoldedLog | undefined> {
  const table = new Table(text, tableFormOf(text) ?? { delimiter: ',', hasHeader: true });
  return await foldRows(text, table, { firstLine, signal });
}

async function foldJson(text: string): Promise<FoldedLog | undefined> {
  return await foldRows(text, new JsonLines(text), { signal });
}

/** Puts lines into a text, evenly; the others keep their order. */
function planted(text: string, lines: readonly string[]): string {
  const all = text.trimEnd().split('\n');
  for (const [index, line] of lines.entries())
    all.splice(Math.floor(((index + 1) * all.length) / (lines.length + 1)), 0, line);
  return `${all.join('\n')}\n`;
}

/** All that stands in a folded text for itself is at its line of the text, and what is named stands there alone. */
function assertLeadsBack(folded: FoldedLog, text: string, alone: readonly string[]): void {
  const lines = text.split('\n');
  const own = folded.text.split('\n').filter((line) => /^\d+: /.test(line));
  for (const line of own) {
    const [, number = '', words] = /^(\d+): (.*)$/.exec(line) ?? [];
    assert.equal(lines[Number(number) - 1], words);
  }
  for (const line of alone) {
    const [, behind = '    …'] = folded.text.split(`: ${line}\n`);
    assert.ok(!behind.startsWith('    …'), line);
  }
  assert.equal(folded.lines.length, folded.text.split('\n').length - 1);
}

function shareOf(folded: FoldedLog, text: string): number {
  return estimateTokens(folded.text) / estimateTokens(text);
}

const rows = (count: number, row: (index: number) => readonly (string | number)[]): string =>
  Array.from({ length: count }, (_, index) => `${row(index).join(',')}\n`).join('');

describe('JSON Lines that are folded', () => {
  it('keep what is rare word for word, with its line, and are a small share of their size', async () => {
    const rare = [
      '{"user":"wqr","action":"refund","page":"/items/7","ms":12,"ok":true}',
      '{"user":"wqr","action":"view","page":"/items/7","ms":12,"ok":true,"error":"the disk is full"}',
      '{"user":"wqr","action":"view","page":"/admin","ms":12,"ok":true}',
      '{"user":"a stranger","action":"view","page":"/items/7","ms":12,"ok":true}',
      '{"alert":{"level":3,"what":"too many of them"}}',
      '{"user":"wqr","action":"view","pa',
      'Segmentation fault',
    ];
    const text = planted(eventsText('jsonl', 1_000_000).text, rare);
    const folded = (await foldJson(text)) ?? assert.fail('not folded');
    assertLeadsBack(folded, text, rare);
    assert.ok(shareOf(folded, text) < 0.01, String(shareOf(folded, text)));
    assert.equal(folded.entries, text.trimEnd().split('\n').length);
    // Three actions, each of which may be good or not.
    assert.equal(folded.templates, 6 + rare.length);
  });

  it('are grouped by their keys and by fields of few values, and tell what differs', async () => {
    const text = Array.from({ length: 200 }, (_, index) =>
      JSON.stringify(
        index % 2 === 0
          ? { kind: 'start', job: `job-${String(index)}` }
          : { kind: 'end', took: { ms: 900 - index }, tags: ['a'] },
      ),
    ).join('\n');
    const folded = (await foldJson(text)) ?? assert.fail('not folded');
    assert.deepEqual(folded.text.split('\n'), [
      '1: {"kind":"start","job":"job-0"}',
      '    … 99 more like it, the last at line 199; in the fifths of the text: 20, 20, 20, 20, 20; ' +
        'what differs: job: 100 values, from 0 to 198',
      '2: {"kind":"end","took":{"ms":899},"tags":["a"]}',
      '    … 99 more like it, the last at line 200; in the fifths of the text: 20, 20, 20, 20, 20; ' +
        'what differs: took.ms: 100 values, from 701 to 899, on average 880, 840, 800, 760, 720 in the fifths',
      '',
    ]);
    assert.deepEqual(folded.lines, [
      { fromLine: 1, toLine: 1 },
      { fromLine: 1, toLine: 199 },
      { fromLine: 2, toLine: 2 },
      { fromLine: 2, toLine: 200 },
    ]);
  });

  it('keep what is nested too deep as it is', async () => {
    const deep = `{"user":"wqr","action":${'['.repeat(100_000)}${']'.repeat(100_000)}}`;
    const text = planted(eventsText('jsonl', 1_000_000).text, [deep]);
    assertLeadsBack((await foldJson(text)) ?? assert.fail('not folded'), text, [deep]);
  });

  it('are left alone if what they say is new in each', async () => {
    const says = (index: number): string => `${newWord(index)} and ${newWord(index * 7)} are here`;
    for (const object of [
      (index: number) => ({ role: ['user', 'model'][index % 2], text: says(index) }),
      (index: number) => ({ level: ['A1', 'B2'][index % 2], sentence: says(index), id: index }),
      (index: number) => ({ kind: ['a', 'b'][index % 2], messages: [{ content: says(index) }] }),
      (index: number) => ({ kind: ['a', 'b'][index % 2], user: { name: newWord(index) } }),
      // The same at the beginning, for as long as one likes to look.
      (index: number) => ({
        kind: ['a', 'b'][index % 2],
        prompt: `${'You are kind. '.repeat(50)}${says(index)}`,
      }),
      // As many keys as objects.
      (index: number) => ({ kind: ['a', 'b'][index % 2], [newWord(index)]: 1 }),
      // Measured values only.
      (index: number) => ({ time: index, value: (index * 7919) % 997 }),
    ]) {
      const text = Array.from({ length: 2000 }, (_, index) => JSON.stringify(object(index))).join('\n');
      assert.ok((await foldJson(text)) === undefined, JSON.stringify(object(1)).slice(0, 100));
    }
  });
});

describe('A table that is folded', () => {
  it('keeps its header and what is rare word for word, and is a small share of its size', async () => {
    const rare = [
      '2026-11-22T00:01:00.000Z,wqr,delete,200,17',
      '2026-11-22T00:01:00.000Z,wqr,view,503,17',
      '2026-11-22T00:01:00.000Z,wqr,view,200,slow',
      '2026-11-22T00:01:00.000Z,wqr,view,200',
      'the log was rotated',
    ];
    const text = planted(eventsText('csv', 1_000_000).text, rare);
    const folded = (await foldTable(text)) ?? assert.fail('not folded');
    assert.ok(folded.text.startsWith('1: time,user,action,status,ms\n2: '));
    assertLeadsBack(folded, text, rare);
    assert.ok(shareOf(folded, text) < 0.02, String(shareOf(folded, text)));
    assert.equal(folded.entries, text.trimEnd().split('\n').length - 1);
    // Three actions with two states each; the header is no row.
    assert.equal(folded.templates, 6 + rare.length);
    assert.equal(folded.boundaries.length, folded.templates);
    assert.equal(folded.text.slice(folded.boundaries[0]?.at).slice(0, 3), '2: ');
  });

  it('tells of each column the least and the most, what is most frequent, and how it changes', async () => {
    const day = (index: number): string => `2026-11-${String(1 + Math.floor(index / 10)).padStart(2, '0')}`;
    const text = `day;state;host;ms\n${rows(200, (index) => [
      `${day(index)};${index % 2 === 0 ? 'good' : 'bad'};host-${String(index % 3)};${String((index * 37) % 100)}`,
    ])}`;
    const folded = (await foldTable(text, 11)) ?? assert.fail('not folded');
    assert.deepEqual(folded.text.split('\n').slice(0, 4), [
      '11: day;state;host;ms',
      '12: 2026-11-01;good;host-0;0',
      '    … 99 more like it, the last at line 210; in the fifths of the text: 20, 20, 20, 20, 20; ' +
        'what differs: day: 20 values, from 2026-11-01 to 2026-11-20, most often 2026-11-01 (5); ' +
        'host: host-0 (34), host-2 (33), host-1 (33); ' +
        'ms: 50 values, from 0 to 98, most often 0 (2), on average 48, 53, 48, 48, 48 in the fifths',
      '13: 2026-11-01;bad;host-1;37',
    ]);
    assert.equal(folded.templates, 2);
    assert.deepEqual(folded.lines[2], { fromLine: 12, toLine: 210 });
  });

  it('leads to the lines of rows that have several', async () => {
    const row = (index: number): string =>
      `${String(index)}\t"said\nso"\t${['in', 'out'][index % 2] ?? ''}\n`;
    const text = `id\twhat\tway\n${Array.from({ length: 150 }, (_, index) => row(index)).join('')}150\tnever\tin\n`;
    const folded = (await foldTable(text)) ?? assert.fail('not folded');
    assert.match(
      folded.text,
      /^1: id\twhat\tway\n2: 0\t"said\nso"\tin\n {4}… 74 more like it, the last at line 298; /,
    );
    assert.match(folded.text, /\n302: 150\tnever\tin\n$/);
    assert.deepEqual(folded.lines[1], { fromLine: 2, toLine: 3 });
  });

  it('groups rows by messages, apart from their numbers', async () => {
    const said = ['request # was handled by host #', 'the cache missed the item #', 'user # signed in'];
    const text = `id,host,message\n${rows(300, (index) => [
      index,
      `host-${String(index % 40)}`,
      (said[index % 3] ?? '').replaceAll('#', () => String(index * 31)),
    ])}`;
    const folded = (await foldTable(text)) ?? assert.fail('not folded');
    assert.deepEqual(folded.text.match(/^\d+: \d.*$/gm), [
      '2: 0,host-0,request 0 was handled by host 0',
      '3: 1,host-1,the cache missed the item 31',
      '4: 2,host-2,user 62 signed in',
    ]);
  });

  it('keeps rows whose values are frequent, but not together', async () => {
    const text = `way,state,ms\n${rows(400, (index) => [
      ['in', 'out'][index % 2] ?? '',
      index === 200 ? 'late' : (['good', 'late'][index % 2] ?? ''),
      index,
    ])}`;
    const folded = (await foldTable(text)) ?? assert.fail('not folded');
    assert.match(folded.text, /\n202: in,late,200\n$/);
    assert.equal(folded.templates, 3);
  });

  it('is not grouped by columns that would leave many rows alone', async () => {
    const cells = (index: number): readonly string[] =>
      index < 30 ? [`a${newWord(index % 6)}`, `b${newWord(Math.floor(index / 6))}`] : ['x', 'y'];
    const text = `one,other,ms\n${rows(1000, (index) => [...cells(index), index])}`;
    const folded = (await foldTable(text)) ?? assert.fail('not folded');
    assert.equal(folded.templates, 6);
  });

  const word = newWord;
  const says = (index: number): string => `${word(index)} is what I would like to say here and now`;
  const plan = (index: number): string => ['free', 'pro', 'team'][index % 3] ?? '';
  const LEFT: readonly (readonly [what: string, text: string])[] = [
    [
      'customers',
      `id,name,email,city,plan\n${rows(3000, (index) => [index, `${word(index)} ${word(index * 7)}`, `${word(index)}@${word(index * 3)}.org`, word(index % 50), plan(index)])}`,
    ],
    [
      'addresses alone',
      `id,email,plan\n${rows(3000, (index) => [index, `${word(index)}${String(index)}@example.org`, plan(index)])}`,
    ],
    [
      'products, of which each has a name and a number',
      `sku,name,kind,price\n${rows(3000, (index) => [`SKU-${String(index)}`, `${word(index)} No. ${String(index % 7)}`, plan(index), index % 97])}`,
    ],
    [
      'prices',
      `sku,price,stock\n${rows(3000, (index) => [100_000 + index * 7, (index * 37) % 991, index % 89])}`,
    ],
    [
      'measured values',
      `time,heat,rain\n${rows(3000, (index) => [`2026-11-22T10:00:00.${String(index)}Z`, (index * 37) % 991, index % 2])}`,
    ],
    [
      'pages',
      `page,status\n${rows(3000, (index) => [`/blog/${word(index)}-${word(index * 3)}`, index % 9 === 0 ? 'gone' : 'found'])}`,
    ],
    [
      'names that come a few times each',
      `name,way\n${rows(3000, (index) => [word(index % 500), ['in', 'out'][index % 2] ?? ''])}`,
    ],
    [
      'a small table',
      `way,state,ms\n${rows(90, (index) => [['in', 'out'][index % 2] ?? '', 'good', index])}`,
    ],
    [
      'long answers that are few, but too many together',
      `who,first,second\n${rows(3000, (index) => [index, says(index % 30), says(Math.floor(index / 30) % 30)])}`,
    ],
    [
      'more columns than can be told',
      `way,${Array.from({ length: 30 }, (_, column) => `q${word(column)}`).join(',')}\n${rows(2000, (index) => [['in', 'out'][index % 2] ?? '', ...Array.from({ length: 30 }, (_, column) => (index * (column + 3)) % 997)])}`,
    ],
  ];
  for (const [what, text] of LEFT)
    it(`is left alone: ${what}`, async () => {
      assert.ok((await foldTable(text)) === undefined);
    });
});

describe('Rows that are folded', () => {
  const forms = ['csv', 'jsonl'] as const;
  const fold = async (form: (typeof forms)[number], text: string): Promise<FoldedLog | undefined> =>
    await (form === 'csv' ? foldTable(text) : foldJson(text));

  for (const form of forms) {
    it(`take time in proportion to the text: ${form}`, async () => {
      const timeOf = async (bytes: number): Promise<number> => {
        const { text } = eventsText(form, bytes);
        return await processorTime(async () => await fold(form, text));
      };
      await timeOf(500_000);
      const ratio = (await timeOf(4_000_000)) / (await timeOf(1_000_000));
      assert.ok(ratio < 10, `four times the text took ${ratio.toFixed(1)} times as long`);
    });

    it(`take no more than four times the memory of the text: ${form}`, async () => {
      const { text } = eventsText(form, 3_000_000);
      await fold(form, text);
      const bytes = await liveMemory(async () => await fold(form, text));
      assert.ok(bytes < text.length * 4, `${(bytes / text.length).toFixed(1)} bytes per byte`);
    });

    it(`can be cancelled: ${form}`, async () => {
      const { text } = eventsText(form, 1_000_000);
      const cancelled = AbortSignal.abort(new Error('enough'));
      const source =
        form === 'csv' ? new Table(text, { delimiter: ',', hasHeader: true }) : new JsonLines(text);
      await assert.rejects(foldRows(text, source, { signal: cancelled }), /enough/);
    });
  }

  it('take time in proportion to the text, also where each says something else', async () => {
    const timeOf = async (count: number): Promise<number> => {
      const text = `kind,a,b,c\n${rows(count, (index) => [['x', 'y'][index % 2] ?? '', newWord(index % 4900), `${newWord(index % 40)} ${String(index)}`, newWord(index % 4000)])}`;
      return await processorTime(async () => await foldTable(text));
    };
    await timeOf(10_000);
    const ratio = (await timeOf(80_000)) / (await timeOf(20_000));
    assert.ok(ratio < 10, `four times the text took ${ratio.toFixed(1)} times as long`);
  });
});
