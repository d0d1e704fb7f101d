import { toSummarizeError } from '../../common/errors.js';
import { changePolicy } from '../consent/changePolicy.js';
import { policed } from '../consent/consent.js';
import { askForApiKey } from '../models/askForApiKey.js';
import { pickModel } from '../models/pickModel.js';
import { hasWayOut, openSettings, showFailure, type NextStep } from '../notify/failure.js';
import { inWords } from '../notify/messages.js';
import { ENDPOINT } from '../secrets/secretInputs.js';
import type { Work } from './work.js';
import type { Services } from '../services.js';
import { readSettings, SECTION } from '../settings.js';

/** Runs work for the user. On failure, shows why and takes the step they choose, until it succeeds or they give up. */
export async function withNextSteps(services: Services, work: Work): Promise<void> {
  let step: NextStep | undefined = 'retry';
  while (step !== undefined) {
    try {
      step = await take(services, work, step);
    } catch (error) {
      const failure = services.known.hideInError(toSummarizeError(error));
      if (failure.code === 'keyRefused') services.keys.readAgain();
      // The user knows what they just did; it needs no message.
      const isKnown = failure.code === 'cancelled' || failure.code === 'denied';
      services.log.warn(`${work.name} ${isKnown ? 'ended' : 'failed'}: ${inWords(failure.code)}.`);
      if (failure.code === 'unexpected') services.log.error(stackOf(failure.cause));
      const isTold = isKnown || (work.tells?.() === true && !hasWayOut(failure.code));
      step = isTold ? undefined : await showFailure(failure);
    }
  }
}

/** @returns the next step, if this one asks for another */
async function take(services: Services, work: Work, step: NextStep): Promise<NextStep | undefined> {
  switch (step) {
    case 'retry':
      await work.run();
      return await work.after?.();
    case 'setApiKey':
      return (await askForApiKey(services, readSettings())) ? 'retry' : undefined;
    case 'chooseModel':
      return (await pickModel(services)) ? 'retry' : undefined;
    case 'enterHeaderSecrets':
      await services.secrets.clear(ENDPOINT);
      return 'retry';
    case 'enterSecrets': {
      const server = work.server?.();
      // The retry asks for them again.
      if (server !== undefined) await services.servers.forgetSecrets(server);
      return 'retry';
    }
    case 'changePolicy': {
      const name = work.server?.();
      if (name === undefined) return undefined;
      await changePolicy(policed(name, services.servers.definition(name)), services.consent.policies);
      return undefined;
    }
    case 'openSettings':
      await openSettings(SECTION);
      return undefined;
    case 'openProxySettings':
      await openSettings('http.proxy');
      return undefined;
    case 'showLog':
      services.log.show();
      return undefined;
  }
}

/** The stack of an unexpected error, without its message, which could quote the user's text. */
function stackOf(cause: unknown): string {
  if (!(cause instanceof Error)) return 'Unexpected error.';
  const frames = (cause.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  return [`Unexpected ${cause.name}`, ...frames].join('\n');
}
