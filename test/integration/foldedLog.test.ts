import assert from 'node:assert/strict';
import path from 'node:path';
import { bundledServer } from '../../src/mcp/bundledServer.js';
import { ask } from '../../src/call/ask.js';
import type { ToolAnswer } from '../../src/call/runTool.js';
import { summarize } from '../../src/call/summarize.js';
import type { PricedPlan, SummaryOptions } from '../../src/call/summaryOptions.js';
import { estimateTokens } from '../../src/text/tokens.js';
import { clientSurroundings } from '../support/clientSurroundings.js';
import { eventsText, logText, rareMessages } from '../support/longTexts.js';
import type { MessagesBody } from '../support/loopbackModel.js';
import { DIST } from '../support/paths.js';
import { partInPrompt, promptOf, textInPrompt } from '../support/prompts.js';

const PLANTED = [
  ...rareMessages(60),
  'disk sda is nearly full',
  'certificate of the gateway expires soon',
  'the clock went backwards',
  'an unknown user asked for the admin page',
];
const FOLDED = /The text is a log or a table in which entries or rows that say the same stand once/;
const NOTE = /^Repeated entries were folded: [\d,]{5,7} entries, (\d{2,3}) kinds\.$/;

describe('A long log', () => {
  const client = clientSurroundings();
  const { loopback } = client;
  const { name: title, text: plain } = logText(1_000_000);
  const lines = plain.trimEnd().split('\n');
  for (const [index, words] of PLANTED.entries())
    lines.splice((index + 1) * 120, 0, `2026-11-22T10:00:00.000Z WARN [main] ${words}`);
  const text = `${lines.join('\n')}\n`;
  const planted = PLANTED.map((words) => {
    const index = lines.findIndex((line) => line.endsWith(words));
    return `\n${String(index + 1)}: ${lines[index] ?? ''}\n`;
  });

  beforeEach(() => {
    client.connect(bundledServer(path.join(DIST, 'server.js')));
    loopback.script = (body) => {
      const [part] = partInPrompt(promptOf(body)) ?? [];
      return { pieces: [part === undefined ? 'The whole.' : `Summary ${String(part)}.`] };
    };
  });
  const run = async (
    about: SummaryOptions['about'] = {},
    more: Partial<SummaryOptions> = {},
  ): Promise<ToolAnswer> =>
    await summarize(text, { ...client.options(), about: { title, ...about }, ...more });
  const parts = (): MessagesBody[] =>
    loopback.requests
      .flatMap(({ body }) => (partInPrompt(promptOf(body)) === undefined ? [] : [body]))
      .sort((one, other) => placeOf(one) - placeOf(other));
  const placeOf = (body: MessagesBody): number => partInPrompt(promptOf(body))?.[0] ?? 0;
  const textOf = (bodies: readonly MessagesBody[]): string =>
    bodies.map((body) => textInPrompt(promptOf(body))).join('');

  it('is one request, in which what is rare stands as it is, with its line', async () => {
    const answer = await run();
    const [request, ...others] = loopback.requests.map(({ body }) => body);
    assert.equal(others.length, 0);
    assert.ok(request !== undefined && partInPrompt(promptOf(request)) === undefined);
    assert.match(request.system ?? '', FOLDED);
    const sent = textOf([request]);
    for (const entry of planted) assert.ok(sent.includes(entry), entry);
    assert.match(sent, /\n {4}… [\d,]+ more like it, the last at line \d+/);
    const [note = '', ...otherNotes] = answer.summary?.notes ?? [];
    assert.equal(otherNotes.length, 0);
    const [, kinds] = NOTE.exec(note) ?? [];
    assert.equal(sent.match(/^\d+: /gm)?.length, Number(kinds));
    assert.equal(answer.text, `The whole.\n\n> ${note}`);
    const [part] = answer.summary?.parts ?? [];
    assert.ok(part?.fromLine === 1 && part.toLine > lines.length * 0.99 && part.toLine <= lines.length);
  });

  it('is asked about only if what is sent of it is much', async () => {
    const asked: PricedPlan[] = [];
    const confirm = (from: number): NonNullable<SummaryOptions['confirm']> => ({
      from,
      ask: (plan) => Promise.resolve(asked.push(plan) > 0),
    });
    await run({}, { confirm: confirm(50_000) });
    assert.deepEqual(asked, []);
    // A folder is always asked about.
    await run({}, { confirm: confirm(0) });
    await run({ fold: false }, { confirm: confirm(50_000) });
    assert.deepEqual(
      asked.map(({ inputTokens }) => inputTokens > 50_000),
      [false, true],
    );
  });

  it('is split as it is, where it is not to be folded', async () => {
    const { summary } = await run({ fold: false });
    assert.ok(parts().length > 12);
    assert.equal(textOf(parts()), text);
    for (const { body } of loopback.requests) assert.doesNotMatch(body.system ?? '', FOLDED);
    assert.deepEqual(summary?.notes, []);
  });

  it('is split between entries where it is still too long, and has the lines of its document', async () => {
    const about = { part_tokens: 500, first_line: 101 };
    const { summary } = await run(about);
    const { parts: done, notes } = summary ?? assert.fail();
    assert.ok(done.length > 3 && done.length < 30, String(done.length));
    assert.match(notes[0] ?? '', NOTE);
    assert.equal(done[0]?.fromLine, 101);
    for (const [index, body] of parts().entries()) {
      assert.match(body.system ?? '', FOLDED);
      const sent = textInPrompt(promptOf(body));
      assert.equal(Number(/^(\d+): /.exec(sent)?.[1]), done[index]?.fromLine, sent.slice(0, 100));
    }
    // What is known of parts that are not folded says nothing of these, and the other way round.
    const { summary: again } = await run(about);
    assert.equal(again?.usage.knownAnswers, done.length);
    loopback.requests.length = 0;
    assert.equal((await run({ ...about, fold: false })).summary?.usage.knownAnswers, 0);
  });

  it('has a plan that counts what is sent', async () => {
    const plans: PricedPlan[] = [];
    const confirm: SummaryOptions['confirm'] = {
      from: 0,
      ask: (plan) => {
        plans.push(plan);
        return Promise.resolve(true);
      },
    };
    await run({}, { confirm });
    const [plan] = plans;
    assert.deepEqual([plan?.parts, plan?.samplingRequests], [1, 1]);
    const [{ body } = assert.fail()] = loopback.requests;
    assert.equal(plan?.inputTokens, estimateTokens(body.system ?? '') + estimateTokens(promptOf(body)));
  });

  it('is read as it is for a question', async () => {
    const question = 'When did the clock go backwards?';
    const { answer } = await ask(text, question, { ...client.options(), about: { title } });
    assert.ok((answer?.parts.of ?? 0) > 100, JSON.stringify(answer?.parts));
    const [{ body } = assert.fail()] = loopback.requests;
    assert.ok(promptOf(body).includes('WARN [main] the clock went backwards'));
    assert.doesNotMatch(promptOf(body), /more like it/);
  });

  it('is as it is, where it fits into one part', async () => {
    await run({ part_tokens: 500_000 });
    const [{ body } = assert.fail()] = loopback.requests;
    assert.equal(textOf([body]), text);
    assert.doesNotMatch(body.system ?? '', FOLDED);
  });

  it('is folded where the model takes less than was thought, and then halved', async () => {
    let takes = 200_000;
    loopback.failWhere((body) => Buffer.byteLength(promptOf(body)) > takes, {
      status: 400,
      errorType: 'invalid_request_error',
      errorMessage: 'prompt is too long: 210000 tokens > 200000 maximum',
    });
    const { text: whole } = await run({ part_tokens: 500_000 });
    assert.match(whole, /^The whole\.\n\n> Repeated entries were folded/);
    assert.equal(loopback.requests.length, 2);
    takes = Buffer.byteLength(promptOf(loopback.requests[1]?.body ?? assert.fail())) - 1;
    loopback.requests.length = 0;
    await run({ part_tokens: 500_000 });
    assert.ok(parts().length >= 2 && parts().length <= 4, String(parts().length));
    for (const entry of planted) assert.ok(textOf(parts()).includes(entry.trim()), entry);
  });
});

describe('A long table', () => {
  const client = clientSurroundings();
  const { loopback } = client;
  const rare = '2026-11-22T00:01:00.000Z,wqr,delete,200,17';

  beforeEach(() => {
    client.connect(bundledServer(path.join(DIST, 'server.js')));
    loopback.script = () => ({ pieces: ['The whole.'] });
  });

  it('is one request, in which what is rare stands as it is, with its line', async () => {
    const lines = eventsText('csv', 1_000_000).text.trimEnd().split('\n');
    lines.splice(9000, 0, rare);
    const { text, summary } = await summarize(`${lines.join('\n')}\n`, {
      ...client.options(),
      about: { title: 'events.csv', first_line: 101 },
    });
    const [{ body } = assert.fail(), ...others] = loopback.requests;
    assert.equal(others.length, 0);
    assert.match(body.system ?? '', FOLDED);
    const sent = textInPrompt(promptOf(body));
    assert.ok(sent.startsWith('101: time,user,action,status,ms\n102: '));
    assert.ok(sent.includes(`\n9101: ${rare}\n`));
    const count = (lines.length - 1).toLocaleString('en-US');
    const note = `Repeated rows were folded: ${count} rows, 7 kinds.`;
    assert.deepEqual(summary?.notes, [note]);
    assert.equal(text, `The whole.\n\n> ${note}`);
  });

  it('is split as it is, where each of its rows is another', async () => {
    const rows = rareMessages(300).map(
      (name, index) => `${String(index)},${name},${index % 2 === 0 ? 'pro' : 'free'}\n`,
    );
    const text = `id,name,plan\n${rows.join('')}`;
    const { summary } = await summarize(text, {
      ...client.options(),
      about: { title: 'x.csv', part_tokens: 1000 },
    });
    const sent = loopback.requests
      .map(({ body }) => promptOf(body))
      .filter((prompt) => partInPrompt(prompt) !== undefined);
    assert.deepEqual(summary?.notes, []);
    assert.equal(
      sent
        .map(textInPrompt)
        .sort((one, other) => text.indexOf(one) - text.indexOf(other))
        .join(''),
      text,
    );
  });
});
