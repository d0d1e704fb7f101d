import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { textsOf } from '../../src/models/model.js';
import { LanguageModel, nameOf } from '../../src/extension/models/languageModel.js';
import { MemoryObserver, requestOf } from '../support/fakes.js';
import { itIsAProvider } from '../support/providerContract.js';
import { until } from '../support/until.js';

interface Written {
  readonly pieces?: readonly string[];
  readonly pause?: number;
  readonly tool?: { readonly id: string; readonly name: string; readonly input: object };
  readonly error?: Error;
}

/** What `test/fixtures/fakeModels` exports. */
interface FakeModels {
  script: () => Written;
  readonly requests: {
    readonly model: string;
    readonly prompt: string;
    readonly options: { readonly tools?: readonly { readonly name: string }[]; readonly toolMode?: number };
    readonly cancelledAt?: number;
  }[];
}

const FAILURES: Readonly<Record<string, { readonly error: () => Error; readonly code: string }>> = {
  'no permission': {
    error: () => vscode.LanguageModelError.NoPermissions('Nobody allowed it'),
    code: 'modelNotAllowed',
  },
  'a block': { error: () => vscode.LanguageModelError.Blocked('Filtered'), code: 'modelRefused' },
  'a quota': { error: () => vscode.LanguageModelError.Blocked('Quota exceeded'), code: 'quotaUsedUp' },
  'a prompt that is too long': {
    error: () => new Error('Request exceeds the model token limit of 8000'),
    code: 'promptTooLong',
  },
  'a model that is gone': { error: () => vscode.LanguageModelError.NotFound('Gone'), code: 'modelNotFound' },
  'anything else': { error: () => new Error('The network is down'), code: 'modelBusy' },
};

describe('A model that VS Code offers', () => {
  let fake: FakeModels;
  let models: readonly vscode.LanguageModelChat[];
  const signal = new AbortController().signal;

  before(async () => {
    const extension = vscode.extensions.getExtension<FakeModels>('mcp-summarize-test.fake-models');
    assert.ok(extension, 'the fake models are not installed');
    fake = await extension.activate();
    await until(async () => (await vscode.lm.selectChatModels({ vendor: 'fake' })).length === 2);
    models = await vscode.lm.selectChatModels({ vendor: 'fake' });
  });

  const words = (text: string): number => text.split(/\s+/).filter((word) => word !== '').length;
  const model = (name: string | undefined = 'fake/fake-small'): LanguageModel =>
    new LanguageModel({ models, model: name, allowed: [] });

  itIsAProvider('VS Code', {
    model: () => model(),
    behave: (behaviour) => {
      fake.requests.length = 0;
      fake.script = () => {
        if (behaviour.kind === 'neverEnds') {
          return { pieces: Array.from({ length: 1000 }, () => 'On and on '), pause: 20 };
        }
        const { error } = behaviour.kind === 'fails' ? (FAILURES[behaviour.how] ?? {}) : {};
        if (error !== undefined) return { error: error() };
        return { pieces: behaviour.kind === 'writes' ? behaviour.text.split(/(?<= )/) : [], pause: 1 };
      };
    },
    seen: () => JSON.stringify(fake.requests),
    noticedCancel: async () => {
      await until(() => fake.requests[0]?.cancelledAt !== undefined);
      return fake.requests[0]?.cancelledAt ?? Infinity;
    },
    failures: Object.entries(FAILURES).map(([how, { code }]) => [how, code]),
    countTokens: words,
    hasUsage: true,
  });

  it('gets the system prompt, and the images and tools of a request', async () => {
    fake.requests.length = 0;
    fake.script = () => ({
      pieces: ['I look.'],
      tool: { id: 'call-1', name: 'weather', input: { town: 'Bonn' } },
    });
    const tool = { name: 'weather', inputSchema: { type: 'object' } };
    const request = requestOf(['What is it like?'], {
      systemPrompt: 'You are a sailor.',
      tools: [tool],
      toolChoice: 'required',
    });
    const image = {
      type: 'image' as const,
      mimeType: 'image/png' as const,
      data: 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
    };
    const [message] = request.messages;
    const messages = [{ role: 'user' as const, content: [...(message?.content ?? []), image] }];
    const answer = await model().answer({ ...request, messages }, new MemoryObserver(), signal);
    assert.equal(answer.stopReason, 'toolUse');
    assert.deepEqual(answer.content, [
      { type: 'text', text: 'I look.' },
      { type: 'toolUse', id: 'call-1', name: 'weather', input: { town: 'Bonn' } },
    ]);
    const [seen] = fake.requests;
    assert.match(seen?.prompt ?? '', /^You are a sailor\.\nWhat is it like\?.*image\/png/s);
    assert.equal(seen?.options.tools?.[0]?.name, 'weather');
    assert.equal(seen.options.toolMode, vscode.LanguageModelChatToolMode.Required);
  });

  it('is chosen by hints where none is fixed', async () => {
    fake.requests.length = 0;
    fake.script = () => ({ pieces: ['ok'] });
    const automatic = new LanguageModel({ models, model: undefined, allowed: [] });
    const request = requestOf(['x'], { modelHints: ['large'] });
    assert.deepEqual(automatic.choose(request), { name: 'fake/fake-large', by: 'hint' });
    await automatic.answer(request, new MemoryObserver(), signal);
    assert.equal(fake.requests[0]?.model, 'fake-large');
    const only = new LanguageModel({ models, model: undefined, allowed: ['fake/fake-large'] });
    assert.equal(only.choose(requestOf(['x'])).name, 'fake/fake-large');
    const gone = new LanguageModel({ models, model: undefined, allowed: ['fake/gone'] });
    assert.equal(gone.isOffered, false);
    await assert.rejects(gone.answer(request, new MemoryObserver(), signal), { code: 'modelNotFound' });
  });

  it('is not made up where VS Code has none of that name', async () => {
    await assert.rejects(model('fake/none').answer(requestOf(['x']), new MemoryObserver(), signal), {
      code: 'modelNotFound',
    });
  });

  it('takes as many tokens as VS Code says', async () => {
    assert.equal(await model('fake/fake-large').inputLimit(), 200_000);
    assert.deepEqual(models.map(nameOf).sort(), ['fake/fake-large', 'fake/fake-small']);
  });

  it('writes a summary', async () => {
    fake.requests.length = 0;
    fake.script = () => ({ pieces: ['A summary ', 'from VS Code.'] });
    const configuration = vscode.workspace.getConfiguration('mcpSummarize');
    const before = configuration.get('provider');
    await configuration.update('provider', 'vscode', vscode.ConfigurationTarget.Global);
    try {
      const document = await vscode.workspace.openTextDocument({
        content: 'The text.',
        language: 'plaintext',
      });
      await vscode.window.showTextDocument(document);
      await vscode.commands.executeCommand('mcpSummarize.summarizeSelection');
      await until(() =>
        vscode.workspace.textDocuments.some((one) => one.getText().includes('A summary from VS Code.')),
      );
      assert.match(
        fake.requests[0]?.prompt ?? '',
        /Please summarize the following text:\n\n<text>\nThe text\.\n<\/text>/,
      );
    } finally {
      await configuration.update('provider', before, vscode.ConfigurationTarget.Global);
      await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    }
  });

  it('hands back text as text', async () => {
    fake.script = () => ({ pieces: ['a', 'b'] });
    const { content } = await model().answer(requestOf(['x']), new MemoryObserver(), signal);
    assert.deepEqual(textsOf(content), ['ab']);
  });
});
