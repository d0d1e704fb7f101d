import * as vscode from 'vscode';
import { oneLine } from '../../common/errors.js';
import type { PolicedServer } from '../../policy/user.js';
import { policyOf, readPolicyEntries, type Permission, type SamplingPolicy } from '../../policy/policy.js';
import { harmless } from '../notify/messages.js';
import { SECTION } from '../settings.js';

/** What the user can change in a list. */
export interface PolicyChange {
  readonly sampling?: Exclude<Permission, 'session'>;
  readonly reviewPrompts?: boolean;
  readonly reviewAnswers?: boolean;
}

const SOURCE = `The setting ${SECTION}.policies`;

/** What applies to a server until the window closes. */
interface Held {
  readonly permission?: Permission;
  readonly reviewPrompts?: boolean;
  readonly reviewAnswers?: boolean;
}

/** The policies in the settings, and what applies until the window closes. */
export class Policies {
  readonly #held = new Map<string, Held>();

  /** @throws {SummarizeError} `badSetting` */
  policyFor({ setting, identity }: PolicedServer): SamplingPolicy {
    const policy = policyOf(settingNow(), setting, SOURCE);
    const held = { ...policy, ...this.#held.get(identity) };
    // A denial in the settings overrides earlier permissions of this session.
    return policy.permission === 'never' ? { ...held, permission: 'never' } : held;
  }

  /**
   * Sets whether a server may use the model from now on.
   *
   * @throws {SummarizeError} `badSetting`
   */
  async permit(server: PolicedServer, permission: Permission): Promise<void> {
    if (permission !== 'session') {
      await this.change(server, { sampling: permission });
      return;
    }
    // A permission for the session must not outlive it in the settings.
    const inSettings = policyOf(settingNow(), server.setting, SOURCE).permission;
    if (inSettings !== 'ask') await this.change(server, { sampling: 'ask' });
    this.#hold(server, { permission: 'session' });
  }

  /** Changes a server's entry in the setting. If that fails, warns the user and applies the change for this session. */
  async change(server: PolicedServer, changes: PolicyChange): Promise<void> {
    const { sampling, ...reviews } = changes;
    const held: Held = { ...reviews, ...(sampling !== undefined && { permission: sampling }) };
    try {
      const entries = readPolicyEntries(settingNow(), SOURCE);
      const entry = { ...entries.get(server.setting), ...changes };
      await vscode.workspace
        .getConfiguration(SECTION)
        .update(
          'policies',
          { ...Object.fromEntries(entries), [server.setting]: entry },
          vscode.ConfigurationTarget.Global,
        );
      const rest = Object.entries(this.#held.get(server.identity) ?? {}).filter(([name]) => !(name in held));
      this.#held.set(server.identity, Object.fromEntries(rest));
    } catch (error) {
      this.#hold(server, held);
      const reason = oneLine(error instanceof Error ? error.message : String(error));
      void vscode.window.showWarningMessage(
        harmless(
          `The policy for ${server.name} could not be saved, so it applies only until this window closes (${reason}).`,
        ),
      );
    }
  }

  #hold({ identity }: PolicedServer, held: Held): void {
    this.#held.set(identity, { ...this.#held.get(identity), ...held });
  }
}

function settingNow(): unknown {
  return vscode.workspace.getConfiguration(SECTION).get('policies');
}
