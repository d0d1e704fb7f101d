import type { LimitFunction } from 'p-limit';
import { abortable } from '../abortable.js';
import type { Model } from './model.js';

/** A model that answers no more requests at once than `limit` allows, whoever asks. */
export function limited(model: Model, limit: LimitFunction): Model {
  return {
    provider: model.provider,
    name: model.name,
    takes: model.takes,
    isNameable: model.isNameable,
    ...(model.inputLimit !== undefined && { inputLimit: model.inputLimit.bind(model) }),
    choose: (request) => model.choose(request),
    answer: async (request, events, signal) => {
      const turn = limit(async () => {
        signal.throwIfAborted();
        return await model.answer(request, events, signal);
      });
      return await abortable(turn, signal);
    },
  };
}
