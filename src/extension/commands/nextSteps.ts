import { toSummarizeError } from '../../common/errors.js';
import { askForApiKey } from '../models/askForApiKey.js';
import { openSettings, showFailure, type NextStep } from '../notify/failure.js';
import { ENDPOINT } from '../secrets/secretInputs.js';
import type { Services } from '../services.js';
import { readSettings, SECTION } from '../settings.js';

export interface Work {
  /** What the log calls it. */
  readonly name: string;
  run(): Promise<void>;
  /** When it is done: whether the user wants more of it. */
  after?(): Promise<NextStep | undefined>;
  /** `BUNDLED`, or the name of the server that is used, as soon as it is known. */
  server?(): string | undefined;
}

/**
 * Does work for a user. Where it fails it says why, and takes the step that the user chooses, until
 * the work is done or given up.
 */
export async function withNextSteps(services: Services, work: Work): Promise<void> {
  let step: NextStep | undefined = 'retry';
  while (step !== undefined) {
    try {
      step = await take(services, work, step);
    } catch (error) {
      const failure = services.known.hideInError(toSummarizeError(error));
      services.log.warn(`${work.name} ended: ${failure.code}.`);
      if (failure.code === 'unexpected') services.log.error(stackOf(failure.cause));
      // What the user has just done is no failure to tell them.
      const isKnown = failure.code === 'cancelled' || failure.code === 'denied';
      step = isKnown ? undefined : await showFailure(failure);
    }
  }
}

/** @returns the next step, where this one asks for another */
async function take(services: Services, work: Work, step: NextStep): Promise<NextStep | undefined> {
  switch (step) {
    case 'retry':
      await work.run();
      return await work.after?.();
    case 'setApiKey':
      return (await askForApiKey(services, readSettings())) ? 'retry' : undefined;
    case 'chooseModel': {
      const { pickModel } = await import('../models/pickModel.js');
      return (await pickModel(services)) ? 'retry' : undefined;
    }
    case 'enterHeaderSecrets':
      await services.secrets.clear(ENDPOINT);
      return 'retry';
    case 'enterSecrets': {
      const server = work.server?.();
      // The next try asks for them again.
      if (server !== undefined) await (await services.servers()).forgetSecrets(server);
      return 'retry';
    }
    case 'changePolicy': {
      const name = work.server?.();
      if (name === undefined) return undefined;
      const [{ changePolicy }, { policed }, servers, { policies }] = await Promise.all([
        import('../consent/changePolicy.js'),
        import('../consent/consent.js'),
        services.servers(),
        services.consent(),
      ]);
      await changePolicy(policed(name, await servers.definition(name)), policies);
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

/** The place of an unexpected error, without its message, which could quote the text. */
function stackOf(cause: unknown): string {
  if (!(cause instanceof Error)) return 'Unexpected error.';
  const frames = (cause.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  return [`Unexpected ${cause.name}`, ...frames].join('\n');
}
