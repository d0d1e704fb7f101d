import assert from 'node:assert/strict';
import { extractLines, sectionOf, serviceLog } from '../support/extracts.js';

describe('The offline extract of a log', () => {
  const log = serviceLog();
  const logLines = log.split('\n');

  it('leads with what went wrong, in figures', async () => {
    const [lead, heading] = await extractLines(log);
    assert.equal(
      lead,
      `**Log: 2,400 entries, 65 errors, 1 warning** (lines 1–${String(logLines.length - 1)})`,
    );
    assert.equal(heading, '### What went wrong');
  });

  it('tells the first and the last error with all of their lines', async () => {
    const [first = '', last = ''] = sectionOf(await extractLines(log), 'What went wrong');
    assert.match(
      first,
      /^- First error, 2026-11-22 10:00:05.005: `\[db-5\] Connection to 10\.0\.0\.5:5432 timed out after 5 ms`/,
    );
    assert.match(first, /with `TimeoutError: pool exhausted` \(lines 6–8\)$/);
    assert.match(last, /^- Last error/);
    const [, line = 0] = /\(lines (\d+)–\d+\)$/.exec(last) ?? [];
    assert.equal(logLines.findLastIndex((one) => one.includes('ERROR')) + 1, Number(line));
  });

  it('counts entries that differ only in numbers, addresses and names as the same', async () => {
    const lines = await extractLines(log);
    assert.match(
      sectionOf(lines, 'What went wrong')[2] ?? '',
      /^- 65 × `\[\*\] Connection to \* timed out after \* ms` \(/,
    );
    assert.match(
      sectionOf(lines, 'Most frequent entries')[0] ?? '',
      /^- 2,333 × `\[cache\] hit key=\* in \* ms` \(/,
    );
  });

  it('tells what is rare, and where', async () => {
    const [rare = ''] = sectionOf(await extractLines(log), 'Rare entries');
    const line = logLines.findIndex((one) => one.includes('reloaded')) + 1;
    assert.equal(rare, `- 1 × \`[main] configuration reloaded by admin\` (line ${String(line)})`);
  });

  it('tells the time that it spans, its longest pause, and its levels', async () => {
    const [span, pause, levels] = sectionOf(await extractLines(log), 'Times and levels');
    assert.match(span ?? '', /^- From 2026-11-22 10:00:00.000 to 2026-11-22 10:59:59.399 \(60 min\)/);
    assert.match(pause ?? '', /^- Longest pause: 20 min/);
    assert.match(levels ?? '', /^- Levels: 2,334 INFO, 65 ERROR, 1 WARN/);
  });

  it('says that nothing went wrong where nothing did', async () => {
    const quiet = Array.from({ length: 9 }, (_, index) => `10:00:0${String(index)} INFO all is well`).join(
      '\n',
    );
    const [lead] = await extractLines(quiet);
    assert.equal(lead, '**Log: 9 entries, no errors or warnings** (lines 1–9)');
  });

  for (const [what, entry, error] of [
    [
      'pino',
      '{"level":30,"time":1764000000000,"msg":"saved"}',
      '{"level":50,"time":1764000000000,"msg":"it broke"}',
    ],
    ['logfmt', 'level=info msg=saved', 'level=error msg="it broke"'],
    [
      'syslog, without levels',
      'Nov 22 10:00:00 host app[1]: saved',
      'Nov 22 10:00:00 host app[1]: it failed',
    ],
    ['brackets', '[info] saved', '[error] it broke'],
    ['klog', 'I1122 10:00:00.000000 1 a.go:1] saved', 'E1122 10:00:00.000000 1 a.go:1] it broke'],
    [
      'an access log',
      '1.2.3.4 - - [10/Oct/2025:13:55:36 +0000] "GET / HTTP/1.1" 200 5',
      '1.2.3.4 - - [10/Oct/2025:13:55:36 +0000] "GET /x HTTP/1.1" 502 5',
    ],
  ] as const) {
    it(`finds the error in ${what}`, async () => {
      const lines = await extractLines([...Array<string>(9).fill(entry), error, entry].join('\n'));
      assert.match(lines[0] ?? '', /Log: 11 entries, 1 error\*\*/);
      assert.match(lines[2] ?? '', /^- First error.*(?:broke|failed|502).*\(line 10\)$/);
    });
  }
});
