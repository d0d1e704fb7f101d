import { OfflineModel } from '../../src/models/offline/offlineModel.js';
import { estimateTokens } from '../../src/text/tokens.js';
import { requestOf } from '../support/fakes.js';
import { LoopbackModel } from '../support/loopbackModel.js';
import { loopbackProvider } from '../support/loopbackProvider.js';
import { itIsAProvider, type Behaviour } from '../support/providerContract.js';

describe('Providers', () => {
  const loopback = new LoopbackModel();
  before(() => loopback.start());
  after(() => loopback.stop());

  itIsAProvider('Anthropic', loopbackProvider(loopback, { apiKey: 'sk-own-key' }));

  itIsAProvider(
    'a compatible endpoint',
    loopbackProvider(loopback, { headers: { 'x-team': 'docs' }, figures: false }),
  );

  let behaviour: Behaviour['kind'] = 'writes';
  let ended = Infinity;
  itIsAProvider('offline', {
    model: () => {
      const model = new OfflineModel();
      return Object.assign(model, {
        answer: async (...[request, ...more]: Parameters<OfflineModel['answer']>) => {
          const asked = behaviour === 'neverEnds' ? requestOf([LONG]) : request;
          return await OfflineModel.prototype.answer.call(model, asked, ...more).finally(() => {
            ended = performance.now();
          });
        },
      });
    },
    behave: ({ kind }) => {
      behaviour = kind;
    },
    noticedCancel: () => Promise.resolve(ended),
    failures: [],
    countTokens: estimateTokens,
    hasUsage: false,
  });
});

/** It takes seconds. */
const LONG = Array.from({ length: 400_000 }, (_, index) => `Sentence ${String(index)} is one of many.`).join(
  ' ',
);
