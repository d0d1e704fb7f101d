import type { Model } from './model.js';
import type { ModelLimiter } from './modelLimiter.js';
import { inSeconds } from './inSeconds.js';

/** Shorter waits are our own backoff, not a provider's request. */
const SHORTEST_HOLD_MILLISECONDS = 1000;

/**
 * A model that answers only as many requests at once as the limiter allows, across all callers. When its provider asks
 * one request to wait, the others wait too.
 */
export function limited(model: Model, limiter: ModelLimiter): Model {
  return {
    provider: model.provider,
    place: model.place,
    name: model.name,
    takes: model.takes,
    isNameable: model.isNameable,
    get leastInputLimit() {
      return model.leastInputLimit;
    },
    ...(model.inputLimit !== undefined && { inputLimit: model.inputLimit.bind(model) }),
    ...(model.countTokens !== undefined && { countTokens: model.countTokens.bind(model) }),
    choose: (request) => model.choose(request),
    answer: async (request, events, signal) => {
      const held = limiter.heldFor(model.place);
      if (held > 0) events.onRetry(`Rate limited by ${model.place}; waiting ${inSeconds(held)}.`, held);
      return await limiter.run(
        model.place,
        async () =>
          await model.answer(
            request,
            {
              onText: (delta) => {
                events.onText(delta);
              },
              takeBack: () => events.takeBack(),
              onRetry: (reason, milliseconds) => {
                if (milliseconds >= SHORTEST_HOLD_MILLISECONDS) limiter.hold(model.place, milliseconds);
                events.onRetry(reason, milliseconds);
              },
            },
            signal,
          ),
        signal,
      );
    },
  };
}
