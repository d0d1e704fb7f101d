import assert from 'node:assert/strict';
import { oneLine } from '../../src/common/errors.js';
import { toMcpStopReason, toMessagesRequest } from '../../src/models/anthropic/messages.js';
import { choiceFor, DEFAULT_MODEL } from '../../src/models/choose.js';
import { assertKeyIsSafeAt, readApiKey, readEndpoint } from '../../src/models/anthropic/endpoint.js';
import type { ModelPriorities } from '../../src/models/model.js';
import { requestOf } from '../support/fakes.js';

describe('Choosing a model', () => {
  const choose = (
    fixed: string | undefined,
    modelHints: readonly string[],
    priorities?: Partial<ModelPriorities>,
  ): string =>
    choiceFor(fixed, {
      modelHints,
      ...(priorities !== undefined && { priorities: { cost: 0, speed: 0, intelligence: 0, ...priorities } }),
    }).name;

  it('lets the user’s own choice win over every hint and priority', () => {
    assert.equal(choose('my-model', ['claude-opus-5'], { intelligence: 1 }), 'my-model');
  });

  it('takes the first hint that is part of a known name, in the server’s order', () => {
    assert.equal(choose(undefined, ['gpt-9', 'sonnet', 'haiku']), 'claude-sonnet-5-5');
    assert.equal(choose(undefined, ['claude-opus-5-5', 'haiku']), 'claude-opus-5-5');
  });

  it('takes the cheapest that a wide hint allows, and the default without any', () => {
    assert.equal(choose(undefined, ['Claude']), 'claude-haiku-5-5');
    assert.equal(choose(undefined, ['', 'llama']), DEFAULT_MODEL);
  });

  it('lets the priorities decide where no hint does', () => {
    assert.equal(choose(undefined, [], { intelligence: 1 }), 'claude-opus-5-5');
    assert.equal(choose(undefined, ['llama'], { intelligence: 1, cost: 0.1 }), 'claude-opus-5-5');
    assert.equal(choose(undefined, [], { intelligence: 1, cost: 0.4, speed: 0.2 }), 'claude-sonnet-5-5');
    assert.equal(choose(undefined, [], { cost: 1 }), 'claude-haiku-5-5');
    assert.equal(choose(undefined, [], {}), 'claude-haiku-5-5');
  });

  it('lets the priorities decide among those that a hint allows, never against it', () => {
    assert.equal(choose(undefined, ['claude'], { intelligence: 1 }), 'claude-opus-5-5');
    assert.equal(choose(undefined, ['haiku'], { intelligence: 1 }), 'claude-haiku-5-5');
  });

  it('says what decided', () => {
    const by = (fixed: string | undefined, advice: Parameters<typeof choiceFor>[1]): string =>
      choiceFor(fixed, advice).by;
    const priorities = { cost: 0, speed: 0, intelligence: 1 };
    assert.equal(by('m', { modelHints: ['haiku'] }), 'you');
    assert.equal(by(undefined, { modelHints: ['haiku-5-5'], priorities }), 'hint');
    assert.equal(by(undefined, { modelHints: ['claude'], priorities }), 'priorities');
    assert.equal(by(undefined, { modelHints: [] }), 'default');
  });
});

describe('The endpoint', () => {
  for (const [typed, baseUrl] of [
    ['', 'https://api.anthropic.com'],
    [' http://localhost:11434/ ', 'http://localhost:11434'],
    ['https://gateway.example/anthropic/v1/', 'https://gateway.example/anthropic'],
    ['http://127.0.0.1:8080/v1', 'http://127.0.0.1:8080'],
  ] as const) {
    it(`reads ${JSON.stringify(typed)}`, () => {
      assert.equal(readEndpoint(typed, 'x').baseUrl, baseUrl);
    });
  }

  for (const typed of [
    'localhost',
    'ftp://a.example',
    'https://me:pw@a.example',
    'https://a.example/?key=1',
    'nonsense',
  ]) {
    it(`refuses ${typed} in one sentence that names where it came from`, () => {
      assert.throws(() => readEndpoint(typed, '--base-url'), {
        code: 'badSetting',
        message: /^--base-url .*\.$/,
      });
    });
  }

  it('lets a key travel by https, or within this machine, only', () => {
    for (const safe of ['https://a.example', 'http://localhost:1', 'http://127.0.0.1', 'http://[::1]:9']) {
      assertKeyIsSafeAt(readEndpoint(safe, 'x'));
    }
    for (const unsafe of ['http://a.example', 'http://192.168.0.2', 'http://localhost.a.example']) {
      assert.throws(
        () => {
          assertKeyIsSafeAt(readEndpoint(unsafe, 'x'));
        },
        { code: 'badSetting' },
      );
    }
  });

  it('takes a key as it is pasted, and none that no header can hold', () => {
    assert.equal(readApiKey(' sk-ant-1\n'), 'sk-ant-1');
    for (const bad of ['', ' ', 'a b', 'schlüssel', 'a\nb'])
      assert.throws(() => readApiKey(bad), { code: 'keyRefused' });
  });
});

describe('The Messages API', () => {
  it('gets what the sampling request said, and nothing that was not said', () => {
    const request = requestOf(['a', 'b'], { maxTokens: 7 });
    assert.deepEqual(toMessagesRequest(request, 'm'), {
      model: 'm',
      max_tokens: 7,
      messages: [
        {
          role: 'user',
          content: [
            { type: 'text', text: 'a' },
            { type: 'text', text: 'b' },
          ],
        },
      ],
    });
    const full = toMessagesRequest({ ...request, systemPrompt: 's', stopSequences: ['X'] }, 'm');
    assert.equal(full.system, 's');
    assert.deepEqual(full.stop_sequences, ['X']);
  });

  it('gets well-formed text, whatever was selected', () => {
    const request = requestOf(['a\ud83d'], { maxTokens: 7 });
    assert.deepEqual(toMessagesRequest(request, 'm').messages[0]?.content, [
      { type: 'text', text: 'a\ufffd' },
    ]);
  });

  for (const [theirs, ours] of [
    ['end_turn', 'endTurn'],
    ['max_tokens', 'maxTokens'],
    ['stop_sequence', 'stopSequence'],
    ['tool_use', 'toolUse'],
    ['refusal', 'refusal'],
    ['model_context_window_exceeded', 'modelContextWindowExceeded'],
    [null, 'endTurn'],
    ['pause_turn', 'pauseTurn'],
    // A name that nobody knows may be part of a secret, which is found only as it is.
    ['my_own_reason', 'my_own_reason'],
    ['it said <b>stop</b>', 'unknown'],
    ['x'.repeat(65), 'unknown'],
  ] as const) {
    it(`stop reason ${String(theirs)} is ${ours}`, () => {
      assert.equal(toMcpStopReason(theirs), ours);
    });
  }
});

describe('Untrusted text in a sentence', () => {
  it('is one line, without control or direction characters, and not endless', () => {
    assert.equal(oneLine('a\n\tb\u202e c\u0007.\u200b '), 'a b c');
    assert.equal(oneLine('🙂'.repeat(300)), `${'🙂'.repeat(200)}…`);
  });
});
