import type { EndpointAccess } from './endpointConnection.js';
import type { KeptModel } from './keptModel.js';
import type { LanguageModels } from './languageModels.js';
import type { Retirement } from './retirement.js';

/** What it takes to create and choose models. */
export interface ModelAccess extends EndpointAccess {
  readonly languageModels: LanguageModels;
  readonly keptModel: KeptModel;
  readonly retirement: Retirement;
}
