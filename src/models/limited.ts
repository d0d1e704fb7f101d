import type { LimitFunction } from 'p-limit';
import { abortable } from '../abortable.js';
import { cancelled } from '../errors.js';
import type { Model } from './model.js';

/** A model that answers no more requests at once than `limit` allows, whoever asks. */
export function limited(model: Model, limit: LimitFunction): Model {
  return {
    provider: model.provider,
    place: model.place,
    name: model.name,
    takes: model.takes,
    isNameable: model.isNameable,
    ...(model.inputLimit !== undefined && { inputLimit: model.inputLimit.bind(model) }),
    choose: (request) => model.choose(request),
    answer: async (request, events, signal) => {
      if (signal.aborted) throw cancelled(signal.reason);
      const turn = limit(async () => {
        signal.throwIfAborted();
        return await model.answer(request, events, signal);
      });
      return await abortable(turn, signal);
    },
  };
}
