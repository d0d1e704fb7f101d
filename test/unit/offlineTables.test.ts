import assert from 'node:assert/strict';
import { extractLines, sectionOf } from '../support/extracts.js';

const CSV = `id,name,amount,city,when
1,"Ana, the first",3.5,Rome,2026-01-05
2,"Bo
of Oslo",1.25,Oslo,2026-01-02
3,Chen,,Rome,2026-01-09
4,Dalia,900,Rome,2026-01-03
5,Ana,n/a,Oslo
`;

describe('The offline extract of a table', () => {
  it('tells columns, types and ranges', async () => {
    const lines = await extractLines(CSV);
    assert.equal(lines[0], '**CSV: 5 rows, 5 columns** (lines 1–7)');
    assert.deepEqual(sectionOf(lines, 'Columns'), [
      '- `id`: whole numbers from 1 to 5, all different (lines 2–7)',
      '- `name`: `Ana, the first`, `Bo of Oslo`, `Chen`, `Dalia`, `Ana` (lines 2–7)',
      '- `amount`: `3.5`, `1.25`, `900`, `n/a` (lines 2–7)',
      '- `city`: `Rome` (3), `Oslo` (2) (lines 2–7)',
      '- `when`: dates from 2026-01-02 to 2026-01-09, all different (lines 2–7)',
    ]);
  });

  it('tells gaps, what is of another type, and extremes, each with its line', async () => {
    const rows = Array.from({ length: 40 }, (_, index) => `${String(index)},${String((index % 9) + 0.5)}`);
    rows[10] = '10,';
    rows[20] = '20,none';
    rows[30] = '30,77';
    rows[35] = '35';
    const lines = await extractLines(['id,amount', ...rows].join('\n'));
    assert.deepEqual(sectionOf(lines, 'Gaps and extremes'), [
      '- `amount` is empty in 2 of 40 rows, the first being here (line 12)',
      '- `amount` is no number in 1 of 40 rows, the first being here (line 22)',
      '- 1 row with more or fewer cells, the first being here (line 37)',
      '- Highest `amount`: 77 (line 32)',
    ]);
  });

  it('takes the first row of a later part for no header', async () => {
    const lines = await extractLines('a,b\nc,d\ne,f\n', {
      title: 'x.csv',
      isContinued: true,
      firstLine: 100,
    });
    assert.equal(lines[0], '**CSV: 3 rows, 2 columns** (lines 100–102)');
    assert.equal(sectionOf(lines, 'Columns')[0], '- Column 1: `a`, `c`, `e` (lines 100–102)');
  });

  it('reads tabs and semicolons', async () => {
    assert.match((await extractLines('id\tname\n1\tA\n2\tB\n'))[0] ?? '', /TSV: 2 rows, 2 columns/);
    assert.match((await extractLines('id;name;x\n1;A;2,5\n2;B;3,5\n'))[0] ?? '', /CSV: 2 rows, 3 columns/);
  });
});

describe('The offline extract of JSON', () => {
  it('tells keys, types, lengths and gaps of records', async () => {
    const records = Array.from({ length: 20 }, (_, index) => ({
      id: index,
      kind: index % 2 === 0 ? 'a' : 'b',
      ...(index < 15 && { tags: Array<string>(index % 3).fill('x') }),
      place: index === 4 ? null : { x: index },
    }));
    const lines = await extractLines(records.map((record) => JSON.stringify(record)).join('\n'));
    assert.deepEqual(lines, [
      '**JSON: 20 records, 4 keys** (lines 1–20)',
      '- `id`: whole numbers from 0 to 19, all different (lines 1–20)',
      '- `kind`: `a` (10), `b` (10) (lines 1–20)',
      '- `tags`: 15 arrays of 0 to 2 values: `x` (15), missing in 5 of 20 (lines 1–15)',
      '- `place`: 19 objects, 1 key; null in 1 (lines 1–20)',
      '  - `x`: whole numbers from 0 to 19, all different (lines 1–20)',
    ]);
  });

  it('tells where each key of an object stands', async () => {
    const text = JSON.stringify(
      { name: 'x', list: [{ a: 1 }, { a: 2 }], on: true, none: null },
      undefined,
      2,
    );
    assert.deepEqual(await extractLines(text), [
      '**JSON: an object, 4 keys** (lines 1–13)',
      '- `name`: `x` (line 2)',
      '- `list`: an array of 2 objects, 1 key (lines 3–10)',
      '  - `a`: whole numbers from 1 to 2, all different (lines 5–8)',
      '- `on`: `true` (line 11)',
      '- `none`: null (line 12)',
    ]);
  });

  it('says where it is none, and where it breaks off', async () => {
    const lines = await extractLines('{\n  "a": 1,\n  "b": oops,\n  "c": [', { title: 'x.json' });
    assert.deepEqual(sectionOf(lines, 'Gaps'), [
      '- This is not JSON, the first place being here (line 3)',
      '- Ends within 2 open objects or arrays (line 4)',
    ]);
  });

  it('reads a part from the middle', async () => {
    const lines = await extractLines('  "a": 1,\n  "b": { "c": 2 }\n}\n', { title: 'x.json', firstLine: 7 });
    assert.equal(lines[0], '**JSON: part of an object, 2 keys** (lines 7–9)');
    assert.equal(lines[1], '- `a`: 1 (line 7)');
  });
});

describe('The offline extract of a notebook', () => {
  const cells = [
    { cell_type: 'markdown', metadata: {}, source: ['# Sales\n', '\n', 'Looks at 2025. And more.\n'] },
    {
      cell_type: 'code',
      metadata: {},
      outputs: [{ output_type: 'error', ename: 'KeyError', evalue: "'city'", traceback: [] }],
      source: ['import os\n', 'def load(path):\n', '    return 1\n'],
    },
    { cell_type: 'markdown', metadata: {}, source: '## Results' },
    { cell_type: 'code', metadata: {}, outputs: [], source: ['# plot it\n', 'plot()'] },
  ];
  const text = JSON.stringify({ cells, metadata: {}, nbformat: 4, nbformat_minor: 5 }, undefined, 1);

  it('tells errors, then headings and cells in order', async () => {
    const lines = await extractLines(text);
    assert.match(lines[0] ?? '', /^\*\*Notebook: 4 cells, 2 code cells, 1 error\*\*/);
    assert.match(sectionOf(lines, 'What went wrong')[0] ?? '', /^- Cell 2: `KeyError: 'city'` \(lines/);
    const outline = sectionOf(lines, 'Outline');
    assert.deepEqual(
      outline.map((line) => line.replace(/ \(line.*/, '')),
      [
        '- **Sales**',
        '  - Looks at 2025.',
        '  - Cell 2: `def load(path)`',
        '- **Results**',
        '  - Cell 4: `# plot it`',
      ],
    );
    const [, line = 0] = /\(line (\d+)\)$/.exec(outline[2] ?? '') ?? [];
    assert.match(text.split('\n')[Number(line) - 1] ?? '', /def load/);
  });
});
