import * as vscode from 'vscode';
import { oneLine } from '../../common/errors.js';
import type { Store } from '../../common/store.js';
import { identityOf, type ServerDefinition } from '../../mcp/serverDefinition.js';
import { Approvals } from '../../policy/approvals.js';
import { TurnQueue } from '../../common/turnQueue.js';
import { PolicyGate } from '../../policy/policyGate.js';
import type { User, PolicedServer } from '../../policy/user.js';
import { BUNDLED_NAME } from '../../policy/policy.js';
import { UsageMeter } from '../../policy/usage.js';
import { answerReview } from '../../review/answerReview.js';
import { promptReview } from '../../review/promptReview.js';
import { ReviewQueue } from '../../review/reviewQueue.js';
import type { SamplingGate } from '../../sampling/gate.js';
import type { FindSecrets } from '../../secrets/secretSearch.js';
import { secretsGate } from '../../secrets/secretsGate.js';
import { decideAboutSecrets } from '../secrets/askAboutSecrets.js';
import { ApprovalDialog } from './approvalDialog.js';
import { Policies } from './policies.js';
import type { ReviewDocuments } from './reviewDocuments.js';
import { ReviewEditor } from './reviewEditor.js';
import { BUNDLED } from '../servers/servers.js';
import { SECTION } from '../settings.js';

/** The user's decisions in this window: policies, limits, questions, reviews. */
export class Consent implements vscode.Disposable {
  readonly policies = new Policies();
  readonly editor: ReviewEditor;
  readonly #memory: Store;
  readonly #find: FindSecrets;
  /** VS Code shows one quick pick at a time and closes it for the next, which must not answer a question. */
  readonly #turns = new TurnQueue();
  readonly #meters = new Map<string, UsageMeter>();
  readonly #dialog: ApprovalDialog;
  readonly #listener: vscode.Disposable;
  readonly #user: User;

  /** @param find searches for secrets */
  constructor(memory: Store, documents: ReviewDocuments, find: FindSecrets) {
    this.#find = find;
    const approvals = new Approvals();
    this.#memory = memory;
    this.editor = new ReviewEditor(documents);
    this.#dialog = new ApprovalDialog(approvals, this.policies, this.#turns);
    const reviews = new ReviewQueue(this.editor);
    this.#listener = vscode.workspace.onDidChangeConfiguration((event) => {
      if (!event.affectsConfiguration(`${SECTION}.policies`)) return;
      for (const meter of this.#meters.values()) meter.wake();
    });
    this.#user = {
      decide: async (question, signal) => await approvals.ask(question, signal),
      reviewPrompt: async (question, signal) => {
        const { name, identity } = question.server;
        return await reviews.review(
          { ...promptReview(question), name: `Request from ${name}`, group: `${identity} prompts` },
          signal,
        );
      },
      reviewAnswer: async (question, answer, signal) => {
        const { name, identity } = question.server;
        return await reviews.review(
          { ...answerReview(question, answer), name: `Answer to ${name}`, group: `${identity} answers` },
          signal,
        );
      },
    };
  }

  /**
   * The gate for the sampling requests of one call.
   *
   * @param given the text sent to the server, as the user approved it
   */
  gateFor(server: PolicedServer, tool: string, given: string): SamplingGate {
    const gate = new PolicyGate({
      server,
      tool,
      policy: () => this.policies.policyFor(server),
      user: this.#user,
      meter: this.#meterOf(server),
    });
    // The bundled server knows nothing but the text it was given.
    if (server.setting === BUNDLED_NAME) return gate;
    return secretsGate(gate, {
      server: server.name,
      find: this.#find,
      isKnown: (secret) => given.includes(secret),
      decide: async (result, signal) => {
        const where = `a sampling request from ${oneLine(server.name, 60)}`;
        return await decideAboutSecrets(result, where, { turns: this.#turns, signal });
      },
    });
  }

  dispose(): void {
    this.#listener.dispose();
    this.#dialog.dispose();
    this.editor.dispose();
  }

  #meterOf({ identity }: PolicedServer): UsageMeter {
    const known = this.#meters.get(identity);
    if (known !== undefined) return known;
    const meter = new UsageMeter({ key: `tokens ${identity}`, store: this.#memory });
    this.#meters.set(identity, meter);
    return meter;
  }
}

/** @param server `BUNDLED`, or the name of a server in the settings */
export function policed(server: string, definition: ServerDefinition): PolicedServer {
  const setting = server === BUNDLED ? BUNDLED_NAME : server;
  return { name: definition.name, setting, identity: `${setting} ${identityOf(definition)}` };
}
