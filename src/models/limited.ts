import { cancelled } from '../common/errors.js';
import type { Model } from './model.js';
import type { ModelLimiter } from './modelLimiter.js';
import { inSeconds } from './anthropic/retry.js';

/** A wait that is shorter was not asked for by a provider. */
const SHORTEST_HOLD_MILLISECONDS = 1000;

/**
 * A model that answers no more requests at once than the limiter allows, whoever asks; and when its
 * provider asks one of them to wait, the others do not rush in.
 */
export function limited(model: Model, limiter: ModelLimiter): Model {
  return {
    provider: model.provider,
    place: model.place,
    name: model.name,
    takes: model.takes,
    isNameable: model.isNameable,
    ...(model.inputLimit !== undefined && { inputLimit: model.inputLimit.bind(model) }),
    ...(model.countTokens !== undefined && { countTokens: model.countTokens.bind(model) }),
    choose: (request) => model.choose(request),
    answer: async (request, events, signal) => {
      if (signal.aborted) throw cancelled(signal.reason);
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
