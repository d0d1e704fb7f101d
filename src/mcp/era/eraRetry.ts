import type { Logger } from '../../common/logger.js';
import { eraName, otherEra, type Era } from './era.js';
import type { ServerDefinition } from '../serverDefinition.js';
import type { WantedEra } from './approach.js';
import { cannotSampleIn, EraFailure, type Outcome } from './eraFailure.js';
import type { EraMemory } from './eraMemory.js';

/** How far a tool call has got. */
export interface CallProgress {
  /** The call has been sent. */
  begun: boolean;
  /** The server has sampled. */
  sampled: boolean;
  /** The era in which it was called. */
  era?: Era | undefined;
}

export interface EraRetry {
  readonly server: ServerDefinition;
  readonly tool: string;
  readonly eras: EraMemory;
  readonly log: Logger;
  readonly onNotice: ((notice: string) => void) | undefined;
  readonly progress: CallProgress;
  readonly signal: AbortSignal;
}

/**
 * Calls a tool in the era in which it is known to sample, or else in the newest that its server speaks. If that era
 * plainly keeps the tool from sampling, calls it once more in the other era and remembers that era if it works.
 *
 * @param call makes one call; throws `EraFailure` if the era kept it from sampling
 * @throws {SummarizeError} `wrongEra` if the user has set the era
 */
export async function inTheRightEra(
  call: (wanted: WantedEra | undefined) => Promise<unknown>,
  { server, tool, eras, log, onNotice, progress, signal }: EraRetry,
): Promise<unknown> {
  const { name, known, era: set = 'auto' } = server;
  const isFound = set === 'auto' && known === undefined;
  const remembered = isFound ? eras.eraFor(server, tool) : undefined;
  try {
    return await call(remembered && { era: remembered, why: 'remembered' });
  } catch (error) {
    if (!(error instanceof EraFailure)) throw error;
    if (set !== 'auto') throw cannotSampleIn(error.era, server, error);
    if (known !== undefined) return settle(error.outcome);
    const era = otherEra(error.era);
    const notice = `${name} cannot sample in ${eraName(error.era)}; calling the tool again in ${eraName(era)}.`;
    log.info(notice);
    onNotice?.(notice);
    progress.begun = false;
    try {
      return await call({ era, why: 'tried' });
    } catch (again) {
      if (signal.aborted) throw again;
      if (!(again instanceof EraFailure) && hasBegun(progress)) throw again;
      log.info(`${name} cannot sample in ${eraName(era)} either.`);
      progress.begun = true;
      return settle(error.outcome);
    }
  } finally {
    // A failed memory costs only another try.
    if (isFound && progress.sampled && progress.era !== undefined)
      await eras.learn(server, tool, progress.era).catch(() => undefined);
  }
}

/** A function, because the compiler does not see that others change the property. */
function hasBegun({ begun }: CallProgress): boolean {
  return begun;
}

function settle(outcome: Outcome): unknown {
  if ('error' in outcome) throw outcome.error;
  return outcome.result;
}
