import assert from 'node:assert/strict';
import { AllowedText, type CheckedText } from '../../src/secrets/allowedText.js';
import type { SecretsDecision } from '../../src/secrets/secretsGate.js';
import type { SearchResult } from '../../src/secrets/secretSearch.js';
import { searchTexts } from '../../src/secrets/searchTexts.js';
import { findSecrets } from '../../src/secrets/findSecrets.js';

const TEXT = 'token abc';
const CLEAN: SearchResult = { finished: true, found: [] };
const FOUND = { finished: true, found: [{ name: 'token', from: 6, to: 9, line: 1 }] } as const;
const signal = new AbortController().signal;

describe('A text that is searched for secrets', () => {
  let asked: SearchResult[] = [];
  let searches = 0;
  const textWith = (result: SearchResult | Promise<SearchResult>, decision: SecretsDecision): AllowedText => {
    asked = [];
    searches = 0;
    return new AllowedText({
      text: TEXT,
      search: async () => {
        searches++;
        return await result;
      },
      decide: (found) => {
        asked.push(found);
        return Promise.resolve(decision);
      },
    });
  };

  it('is sent unasked where nothing was found', async () => {
    const text = textWith(CLEAN, 'cancel');
    assert.deepEqual(await text.checked(signal), { text: TEXT, along: [], redacted: [] });
    assert.equal(asked.length, 0);
  });

  for (const [result, decision, sent] of [
    [FOUND, 'redact', { text: 'token [token]', along: [], redacted: FOUND.found }],
    [FOUND, 'send', { text: TEXT, along: [], redacted: [] }],
    [FOUND, 'cancel', undefined],
    [{ finished: false }, 'send', { text: TEXT, along: [], redacted: [] }],
    [{ finished: false }, 'redact', undefined],
  ] as const) {
    const how = result.finished ? 'secrets were found' : 'the search did not finish';
    it(`is ${sent === undefined ? 'not sent' : 'sent'} if ${how} and the user says ${decision}`, async () => {
      const text = textWith(result, decision);
      const checking = text.checked(signal);
      if (sent === undefined) {
        await assert.rejects(checking, { code: 'cancelled' });
        await assert.rejects(text.checked(signal), { code: 'cancelled' });
        assert.equal(asked.length, 2, 'a no holds for one try');
      } else {
        assert.deepEqual(await checking, sent);
        assert.deepEqual(await text.checked(signal), sent);
        assert.equal(asked.length, 1, 'asked again');
      }
    });
  }

  it('is worked with meanwhile, but reaches no model before', async () => {
    const searching = Promise.withResolvers<SearchResult>();
    const text = textWith(searching.promise, 'cancel');
    const seen: string[] = [];
    const working = text.whileSearched(async (checked, _, until) => {
      seen.push(`working with ${checked.text}`);
      await until;
      seen.push('sent');
      return 'done';
    }, signal);
    await new Promise(setImmediate);
    assert.deepEqual(seen, [`working with ${TEXT}`]);
    searching.resolve(CLEAN);
    assert.equal(await working, 'done');
    assert.deepEqual(seen.slice(1), ['sent']);
    assert.equal(searches, 1);
  });

  it('is given up while the user decides, and begun again with what they allow', async () => {
    const text = textWith(FOUND, 'redact');
    const begun: CheckedText[] = [];
    let sent = 0;
    const work = async (checked: CheckedText, ended: AbortSignal, until?: Promise<void>): Promise<string> => {
      begun.push(checked);
      assert.equal(asked.length, begun.length > 1 ? 1 : 0, 'the question was asked during the call');
      await until;
      assert.ok(!ended.aborted);
      sent++;
      return checked.text;
    };
    assert.equal(await text.whileSearched(work, signal), 'token [token]');
    assert.deepEqual([begun.length, sent], [2, 1]);
    // A retry begins with what was decided.
    assert.equal(await text.whileSearched(work, signal), 'token [token]');
    assert.deepEqual([begun.length, asked.length, searches], [3, 1, 1]);
  });

  it('is not sent if the work fails meanwhile for a reason of its own; then nobody is asked', async () => {
    const text = textWith(new Promise(() => undefined), 'send');
    const failing = text.whileSearched(() => Promise.reject(new Error('of its own')), signal);
    await assert.rejects(failing, { message: 'of its own' });
    assert.equal(asked.length, 0);
  });

  it('is searched again in the next try if the search was cancelled', async () => {
    const call = new AbortController();
    const text = textWith(new Promise(() => undefined), 'send');
    const working = text.whileSearched(async (_, __, until) => {
      await until;
    }, call.signal);
    call.abort();
    await assert.rejects(working, { code: 'cancelled' });
    void text.checked(signal);
    await new Promise(setImmediate);
    assert.equal(searches, 2);
  });

  it('ends its search when the call is cancelled', async () => {
    const call = new AbortController();
    let ended = false;
    const text = new AllowedText({
      text: TEXT,
      search: async (search) =>
        await new Promise<never>((_, reject) => {
          search.addEventListener('abort', () => {
            ended = true;
            reject(new Error('ended'));
          });
        }),
      decide: () => Promise.resolve('send'),
    });
    text.begin();
    const checking = text.checked(call.signal);
    call.abort();
    await assert.rejects(checking, { code: 'cancelled' });
    assert.ok(ended);
  });

  describe('with a question and what was said before', () => {
    // Put together here, so that no scanner takes this file for one that holds secrets.
    const TOKEN = ['ghp', 'wWPw5k4aXcaT4fNP0UcnZwJUVFk6LO0pINUx'].join('_');
    let questions = 0;
    const checked = async (
      given: { readonly text: string; readonly title: string; readonly along: readonly string[] },
      decision: SecretsDecision,
    ): Promise<CheckedText> => {
      questions = 0;
      return await new AllowedText({
        ...given,
        search: async (ended) =>
          await searchTexts(
            given,
            async (text, title) => ({ finished: true, found: await findSecrets(text, title) }),
            ended,
          ),
        decide: () => {
          questions++;
          return Promise.resolve(decision);
        },
      }).checked(signal);
    };

    it('is searched in all of it, with one question for it', async () => {
      const given = {
        text: `a ${TOKEN}`,
        title: 'a.log',
        along: [`Is ${TOKEN} valid?`, 'A summary.', TOKEN],
      };
      const { text, along } = await checked(given, 'redact');
      assert.deepEqual(
        [text, ...along],
        ['a [GitHub token]', 'Is [GitHub token] valid?', 'A summary.', '[GitHub token]'],
      );
      assert.equal(questions, 1);
      assert.deepEqual((await checked(given, 'send')).along, given.along);
      await assert.rejects(checked(given, 'cancel'), { code: 'cancelled' });
    });

    it('is searched also where the text has none', async () => {
      const { text, along, redacted } = await checked(
        { text: 'a', title: 'a.log', along: [`it was ${TOKEN}`] },
        'redact',
      );
      assert.deepEqual([text, along, redacted], ['a', ['it was [GitHub token]'], []]);
      assert.equal(questions, 1);
    });

    it('hides in them the values of an .env file, also cut off, and leaves a question readable', async () => {
      const { along } = await checked(
        {
          text: 'PASSWORD="correct horse battery"\nKEY="line one\nline two"\nPORT=80\n',
          title: '.env',
          along: ['Which of 80 ports is used?', '- PASSWORD="correct horse…\n- line two"\n- 3 lines'],
        },
        'redact',
      );
      assert.deepEqual(along, [
        'Which of 80 ports is used?',
        '- PASSWORD="[value of PASSWORD]…\n- [value of KEY]"\n- 3 lines',
      ]);
    });

    it('does not take long for an .env file of many values', async () => {
      const values = Array.from(
        { length: 50_000 },
        (_, at) => `V${String(at)}=https://${String(at)}.example\n`,
      );
      const { along } = await checked(
        { text: values.join(''), title: '.env', along: ['x https://49999.example y'] },
        'redact',
      );
      assert.deepEqual(along, ['x [value of V49999] y']);
    });
  });
});
