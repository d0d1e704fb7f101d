import { AnthropicModel, type AnthropicSetup } from '../../src/models/anthropic/anthropicModel.js';
import { readEndpoint } from '../../src/models/anthropic/endpoint.js';
import { MemoryLog } from './fakes.js';
import type { LoopbackModel, MessagesBody } from './loopbackModel.js';
import type { ProviderUnderTest } from './providerContract.js';
import { until } from './until.js';

/** What a loopback server does, by the name of the failure. */
const FAILURES: Readonly<Record<string, { readonly status: number; readonly code: string }>> = {
  'a key that is refused': { status: 401, code: 'keyRefused' },
  'an account without credit': { status: 402, code: 'accountRefused' },
  'an unknown model': { status: 404, code: 'modelNotFound' },
  'a limit on requests': { status: 429, code: 'modelBusy' },
  'an overload': { status: 529, code: 'modelBusy' },
  'a request that is wrong': { status: 400, code: 'modelRejectedRequest' },
};

/** The Messages API's real event stream at a loopback server, as a provider under test. */
export function loopbackProvider(
  loopback: LoopbackModel,
  setup: Partial<AnthropicSetup> & { readonly figures?: boolean },
): ProviderUnderTest {
  const words = (text: string): number => text.split(/\s+/).filter((word) => word !== '').length;
  const { figures = true, ...more } = setup;
  return {
    model: () =>
      new AnthropicModel({
        endpoint: readEndpoint(loopback.url, 'x'),
        apiKey: undefined,
        model: 'some-model',
        log: new MemoryLog(),
        ...more,
      }),
    behave: (behaviour) => {
      loopback.reset();
      if (figures) loopback.countTokens = (body) => words(JSON.stringify(body.messages));
      loopback.script = (body) => {
        if (behaviour.kind === 'neverEnds') return { pieces: ['On and on '], hang: true };
        if (behaviour.kind === 'fails') {
          return { status: FAILURES[behaviour.how]?.status ?? 500, headers: { 'retry-after': '0' } };
        }
        return written(behaviour.text, body);
      };
    },
    seen: () => JSON.stringify(loopback.requests),
    noticedCancel: async () => {
      await until(() => loopback.requests[0]?.closedAt !== undefined);
      return loopback.requests[0]?.closedAt ?? Infinity;
    },
    failures: Object.entries(FAILURES).map(([how, { code }]) => [
      how,
      // Without a key there is none to refuse.
      code === 'keyRefused' && setup.apiKey === undefined ? 'keyMissing' : code,
    ]),
    countTokens: words,
    hasUsage: true,
  };
}

/** As the real thing keeps to a request: to its stop sequences first, then to its limit; a token is a word here. */
function written(
  text: string,
  { max_tokens, stop_sequences = [] }: MessagesBody,
): { pieces: string[]; stopReason: string } {
  const stops = stop_sequences.map((stop) => text.indexOf(stop)).filter((at) => at >= 0);
  const stopped = stops.length === 0 ? text : text.slice(0, Math.min(...stops));
  const words = stopped.split(/(?<= )/);
  return {
    pieces: words.slice(0, max_tokens),
    stopReason: words.length > max_tokens ? 'max_tokens' : stops.length > 0 ? 'stop_sequence' : 'end_turn',
  };
}
