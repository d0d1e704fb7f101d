import * as vscode from 'vscode';
import { oneLine } from '../errors.js';
import type { PolicedServer } from '../policy/person.js';
import {
  policyOf,
  readPolicyEntries,
  type Permission,
  type PolicyEntry,
  type SamplingPolicy,
} from '../policy/policy.js';
import { harmless } from './messages.js';
import { SECTION } from './settings.js';

const SOURCE = `The setting ${SECTION}.policies`;

/** The policies in the settings, and what holds for as long as the window is open. */
export class Policies {
  /** By the identity of the server, so that a changed command or address is asked about again. */
  readonly #session = new Map<string, 'session' | 'never'>();

  /** @throws {SummarizeError} `badSetting` */
  policyFor({ setting, identity }: PolicedServer): SamplingPolicy {
    const policy = policyOf(settingNow(), setting, SOURCE);
    const session = this.#session.get(identity);
    return session === undefined || policy.permission === 'never'
      ? policy
      : { ...policy, permission: session };
  }

  /**
   * Sets whether a server may ask the model from now on. What cannot be written into the settings holds
   * for the session, and the person is told.
   */
  async permit(server: PolicedServer, permission: Permission): Promise<void> {
    if (permission === 'session') {
      if (this.policyFor(server).permission === 'never') await this.change(server, { sampling: 'ask' });
      this.#session.set(server.identity, 'session');
      return;
    }
    if (await this.change(server, { sampling: permission })) this.#session.delete(server.identity);
    else if (permission === 'ask') this.#session.delete(server.identity);
    else this.#session.set(server.identity, permission === 'never' ? 'never' : 'session');
  }

  /**
   * Changes the entry of a server in the setting.
   *
   * @returns whether it could be written
   */
  async change({ name, setting }: PolicedServer, changes: PolicyEntry): Promise<boolean> {
    try {
      const entries = readPolicyEntries(settingNow(), SOURCE);
      const changed = { ...Object.fromEntries(entries), [setting]: { ...entries.get(setting), ...changes } };
      await vscode.workspace
        .getConfiguration(SECTION)
        .update('policies', changed, vscode.ConfigurationTarget.Global);
      return true;
    } catch (error) {
      const reason = oneLine(error instanceof Error ? error.message : String(error));
      void vscode.window.showWarningMessage(
        harmless(
          `The policy of ${name} could not be written into the settings, so it holds for this session only (${reason}).`,
        ),
      );
      return false;
    }
  }
}

function settingNow(): unknown {
  return vscode.workspace.getConfiguration(SECTION).get('policies');
}
