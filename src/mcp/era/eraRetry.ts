import type { Logger } from '../../common/logger.js';
import { eraName, otherEra, type Era } from './era.js';
import type { ServerDefinition } from '../serverDefinition.js';
import type { WantedEra } from './approach.js';
import { cannotSampleIn, EraFailure, type Outcome } from './eraFailure.js';
import type { EraMemory } from './eraMemory.js';

/** How far a tool call has come. */
export interface CallProgress {
  /** The server has it. */
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
 * Calls a tool in the era in which it is known to sample, or else in the newest that its server speaks.
 * Where it plainly cannot sample in that era, and has not, it is called once more in the other, which is
 * remembered if the tool samples there.
 *
 * @param call makes one call, and throws `EraFailure` for one that could not sample for its era
 * @throws {SummarizeError} `wrongEra` where the user has set the era
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
    // A memory that fails costs another try, nothing else.
    if (isFound && progress.sampled && progress.era !== undefined)
      await eras.learn(server, tool, progress.era).catch(() => undefined);
  }
}

/** Asked by a function, because the compiler does not see that others set it. */
function hasBegun({ begun }: CallProgress): boolean {
  return begun;
}

function settle(outcome: Outcome): unknown {
  if ('error' in outcome) throw outcome.error;
  return outcome.result;
}
