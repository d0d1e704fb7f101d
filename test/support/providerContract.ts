import assert from 'node:assert/strict';
import { SummarizeError } from '../../src/common/errors.js';
import { textsOf, type Model, type ModelAnswer, type ModelRequest } from '../../src/models/model.js';
import { MemoryObserver, requestOf } from './fakes.js';
import { assertAtOnce } from './until.js';

/** What a model is to do with its next request. */
export type Behaviour =
  /** It writes this text, bit by bit. */
  | { readonly kind: 'writes'; readonly text: string }
  /** It writes, and does not come to an end. */
  | { readonly kind: 'neverEnds' }
  /** What goes wrong, and with which code it is to be told. */
  | { readonly kind: 'fails'; readonly how: string };

export interface ProviderUnderTest {
  /** The model, with a key of its own if it wants one. */
  model(): Model | Promise<Model>;
  /** Prepares what its requests meet; a provider that cannot be told gets its texts from the request. */
  behave(behaviour: Behaviour): void;
  /** Whatever reached the provider: requests, headers, options; none where nothing leaves us, or it does not say. */
  readonly seen?: () => string;
  /** When the provider noticed that its request was cancelled, in `performance.now()` time. */
  noticedCancel(): Promise<number>;
  /** Its failures, by the code that each is told with. */
  readonly failures: readonly (readonly [how: string, code: string])[];
  /** How many tokens it counts in a text. */
  countTokens(text: string): number;
  /** Whether it counts what went in and out; one that uses no tokens does not. */
  readonly hasUsage: boolean;
}

const SENTENCES = [
  'The harbour of Point Arren was built in 1871, after three ships were lost on the reef in one winter.',
  'Its walls are made of granite that was cut on the mainland and carried to the harbour by barge.',
  'The builders worked only in summer, because in winter no boat could land.',
  'For forty years the harbour was the busiest of the coast, with two hundred boats that fished for herring.',
  'When the herring went away, the boats went with them, and the harbour was left to gulls and children.',
  'In 1938 the town sold the old fish hall, which had stood empty for ten years.',
  'A school for boat builders moved in, and with it came people who wanted the harbour to live.',
  'They cleared the mud from the harbour with their own hands, one basin after the other.',
  'Today sixty small boats lie there, and most of them are used for trips to the seals on the reef.',
  'The harbour earns less than it costs, but nobody in the town would have it closed.',
  'Every August the whole town meets at the harbour and sails to the lighthouse and back.',
  'The oldest boat of that day was built in the year in which the harbour was opened.',
];
const TEXT = SENTENCES.join(' ');
const PROMPT = `Please summarize the following text:\n\n${TEXT}`;
/** The keys of all other providers, which are lying about. */
const OTHER_KEYS = ['sk-someone-elses', 'sk-from-the-environment'];

/** What every provider of models has to do, whichever it is. */
export function itIsAProvider(name: string, provider: ProviderUnderTest): void {
  const signal = new AbortController().signal;
  const ask = async (
    more: Partial<ModelRequest> = {},
    observer = new MemoryObserver(),
    aborted = signal,
  ): Promise<ModelAnswer> =>
    await (await provider.model()).answer(requestOf([PROMPT], more), observer, aborted);
  const writtenIn = ({ content }: ModelAnswer): string => textsOf(content).join('');

  describe(`${name} as a provider`, () => {
    beforeEach(() => {
      provider.behave({ kind: 'writes', text: SENTENCES.slice(0, 6).join(' ') });
    });

    it('says who it is', async () => {
      const model = await provider.model();
      assert.notEqual(model.name, '');
      assert.notEqual(model.place, '');
      assert.equal(model.choose(requestOf(['x'])).name, model.name);
    });

    it('streams what it answers', async () => {
      const observer = new MemoryObserver();
      let deltas = 0;
      const answer = await (
        await provider.model()
      ).answer(
        requestOf([PROMPT]),
        {
          onText: (delta) => {
            deltas++;
            observer.onText(delta);
          },
          onRetry: () => undefined,
          takeBack: () => true,
        },
        signal,
      );
      assert.equal(observer.text, writtenIn(answer));
      assert.notEqual(observer.text.trim(), '');
      assert.ok(deltas >= 2, `${String(deltas)} delta(s)`);
      assert.equal(answer.stopReason, 'endTurn');
      assert.notEqual(answer.model, '');
    });

    it('stops at once when it is cancelled', async () => {
      provider.behave({ kind: 'neverEnds' });
      const abort = new AbortController();
      const observer = new MemoryObserver();
      const answering = ask({}, observer, abort.signal);
      setTimeout(() => {
        abort.abort();
      }, 100);
      const rejected = assert.rejects(answering, { code: 'cancelled' });
      await new Promise((resolve) => setTimeout(resolve, 100));
      const at = performance.now();
      await rejected;
      const callerWaited = performance.now() - at;
      const providerWentOn = (await provider.noticedCancel()) - at;
      assertAtOnce(callerWaited);
      assertAtOnce(providerWentOn);
      const { text } = observer;
      await new Promise((resolve) => setTimeout(resolve, 50));
      assert.equal(observer.text, text, 'text came behind the cancel');
    });

    it('begins nothing for a request that is cancelled already', async () => {
      const abort = new AbortController();
      abort.abort();
      await assert.rejects(ask({}, new MemoryObserver(), abort.signal), { code: 'cancelled' });
    });

    it('never writes more than the token limit', async () => {
      for (const maxTokens of [1, 5, 13]) {
        const answer = await ask({ maxTokens });
        assert.ok(provider.countTokens(writtenIn(answer)) <= maxTokens, writtenIn(answer));
        assert.equal(answer.stopReason, 'maxTokens');
      }
    });

    it('ends before a stop sequence', async () => {
      const answer = await ask({ stopSequences: ['never there', 'harbour'] });
      assert.equal(answer.stopReason, 'stopSequence');
      assert.doesNotMatch(writtenIn(answer), /harbour/);
    });

    it('counts tokens, or does not say that it can', async () => {
      const model = await provider.model();
      const { usage } = await ask();
      assert.equal(usage.inputTokens > 0 && usage.outputTokens > 0, provider.hasUsage);
      const short = await model.countTokens?.(requestOf(['one two three']), signal);
      const long = await model.countTokens?.(requestOf([TEXT]), signal);
      if (short === undefined) return;
      assert.ok(long !== undefined && long > short && short >= 3);
    });

    for (const [how, code] of provider.failures) {
      it(`makes one sentence with a next step of a failure: ${how}`, async () => {
        provider.behave({ kind: 'fails', how });
        await assert.rejects(ask(), (error) => {
          assert.ok(error instanceof SummarizeError);
          assert.equal(error.code, code);
          assert.match(error.message, /^[^\n]+[.”]$/u);
          return true;
        });
      });
    }

    const { seen } = provider;
    if (seen === undefined) return;

    it('never sees another provider’s key', async () => {
      const { ANTHROPIC_API_KEY, ANTHROPIC_AUTH_TOKEN } = process.env;
      const [one = '', other = ''] = OTHER_KEYS;
      Object.assign(process.env, { ANTHROPIC_API_KEY: one, ANTHROPIC_AUTH_TOKEN: other });
      try {
        await ask();
      } finally {
        restore('ANTHROPIC_API_KEY', ANTHROPIC_API_KEY);
        restore('ANTHROPIC_AUTH_TOKEN', ANTHROPIC_AUTH_TOKEN);
      }
      for (const key of OTHER_KEYS) assert.ok(!seen().includes(key));
    });
  });
}

function restore(name: string, value: string | undefined): void {
  if (value === undefined) Reflect.deleteProperty(process.env, name);
  else process.env[name] = value;
}
