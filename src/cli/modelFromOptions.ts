import { SummarizeError } from '../common/errors.js';
import type { Logger } from '../common/logger.js';
import type { Model } from '../models/model.js';
import type { CliOptions } from './options.js';

/** The only environment variables that are read. */
export interface CliEnvironment {
  readonly ANTHROPIC_API_KEY?: string | undefined;
  readonly ANTHROPIC_BASE_URL?: string | undefined;
}

/**
 * The model named on the command line, or offline if there is neither a key nor `--base-url`; only its code is loaded.
 *
 * @param say tells the user which default was used
 * @throws {SummarizeError} `usage`, `keyRefused`, `badSetting`
 */
export async function modelFromOptions(
  { provider, model, baseUrl, ask }: CliOptions,
  environment: CliEnvironment,
  log: Logger,
  say: (sentence: string) => void,
): Promise<Model> {
  const key = environment.ANTHROPIC_API_KEY?.trim() ?? '';
  const isOffline = provider === 'offline' || (provider === undefined && key === '' && baseUrl === undefined);
  if (ask !== undefined && isOffline) {
    throw new SummarizeError(
      'usage',
      '--ask needs a model; set ANTHROPIC_API_KEY, or use --base-url, without --provider offline.',
    );
  }
  if (provider === 'offline') return await offlineModel();
  if (key === '' && baseUrl === undefined) {
    if (provider === 'anthropic') {
      throw new SummarizeError(
        'usage',
        '--provider anthropic needs a key in ANTHROPIC_API_KEY, or --base-url.',
      );
    }
    say('No API key: summarizing offline with an extract of the text. Set ANTHROPIC_API_KEY to use a model.');
    return await offlineModel();
  }
  const [{ AnthropicModel }, { readApiKey, readEndpoint }] = await Promise.all([
    import('../models/anthropic/anthropicModel.js'),
    import('../models/anthropic/endpoint.js'),
  ]);
  return new AnthropicModel({
    endpoint:
      baseUrl === undefined
        ? readEndpoint(environment.ANTHROPIC_BASE_URL ?? '', 'ANTHROPIC_BASE_URL')
        : readEndpoint(baseUrl, '--base-url'),
    apiKey: key === '' ? undefined : readApiKey(key),
    model,
    log,
  });
}

async function offlineModel(): Promise<Model> {
  const { OfflineModel } = await import('../models/offline/offlineModel.js');
  return new OfflineModel();
}
