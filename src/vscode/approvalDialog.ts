import * as vscode from 'vscode';
import { oneLine } from '../errors.js';
import { textsOf } from '../models/model.js';
import { estimateInputTokens } from '../models/tokens.js';
import type { Approvals, Batch } from '../policy/approvals.js';
import type { Decision, Question } from '../policy/person.js';
import { harmless } from './messages.js';
import type { Policies } from './policies.js';

type Item = vscode.QuickPickItem & { readonly choice?: Decision | Question };

/** How much of a request's beginning and end stands in the list, in characters: those of a burst often begin alike. */
const EXCERPT = { head: 36, tail: 14 };

const number = new Intl.NumberFormat('en-US');

/** The one dialog for all sampling requests that wait for a decision; it follows them as they come and go. */
export class ApprovalDialog implements vscode.Disposable {
  readonly #approvals: Approvals;
  readonly #policies: Policies;
  readonly #stop: () => void;
  #shown: { readonly pick: vscode.QuickPick<Item>; readonly identity: string } | undefined;

  constructor(approvals: Approvals, policies: Policies) {
    this.#approvals = approvals;
    this.#policies = policies;
    this.#stop = approvals.onDidChange(() => {
      this.#follow();
    });
  }

  #follow(): void {
    const { batch } = this.#approvals;
    if (this.#shown !== undefined && this.#shown.identity !== batch?.server.identity) this.#close();
    if (batch === undefined) return;
    this.#shown ??= { pick: this.#open(batch), identity: batch.server.identity };
    const { pick } = this.#shown;
    const active = pick.activeItems[0]?.label;
    const items = itemsFor(batch);
    pick.placeholder = harmless(describeBatch(batch));
    pick.items = items;
    const before = items.find(({ label, choice }) => choice !== undefined && label === active);
    if (before !== undefined) pick.activeItems = [before];
  }

  #open({ server }: Batch): vscode.QuickPick<Item> {
    const pick = vscode.window.createQuickPick<Item>();
    pick.title = harmless(`May ${oneLine(server.name, 60)} ask your model?`);
    pick.ignoreFocusOut = true;
    pick.matchOnDescription = true;
    pick.onDidAccept(() => {
      const choice = pick.selectedItems[0]?.choice;
      if (choice !== undefined) void this.#choose(choice);
    });
    pick.onDidHide(() => {
      const questions = this.#shown?.pick === pick ? (this.#approvals.batch?.questions ?? []) : [];
      pick.dispose();
      if (this.#shown?.pick === pick) this.#shown = undefined;
      // A question that is closed is answered with no.
      this.#approvals.decide(questions, 'closed');
    });
    pick.show();
    return pick;
  }

  async #choose(choice: Decision | Question): Promise<void> {
    const asked = this.#approvals.batch;
    if (asked === undefined) return;
    if (typeof choice !== 'string') {
      const others = asked.questions.filter((question) => question !== choice);
      this.#approvals.decide([choice, ...others], 'review');
      return;
    }
    if (choice === 'session' || choice === 'always' || choice === 'never') {
      await this.#policies.permit(asked.server, choice);
    }
    const now = this.#approvals.batch;
    // Those that came meanwhile as well; none if all have been cancelled.
    if (now?.server.identity === asked.server.identity) this.#approvals.decide(now.questions, choice);
  }

  #close(): void {
    const pick = this.#shown?.pick;
    this.#shown = undefined;
    pick?.hide();
  }

  dispose(): void {
    this.#stop();
    this.#close();
  }
}

/** The first can be chosen by accident, by someone who is just typing: it must let nothing through. */
function itemsFor({ questions }: Batch): Item[] {
  const [first] = questions;
  const calls = [...new Set(questions.map(({ tool }) => oneLine(tool, 40)))].join(', ');
  return [
    {
      label: '$(eye) Review…',
      description: 'read and edit what would be sent, then approve or deny',
      choice: 'review',
    },
    {
      label: '$(check) Allow',
      description: harmless(`this call of ${calls}, whatever it still asks for`),
      choice: 'allow',
    },
    {
      label: '$(history) Allow for This Session',
      description: 'until the window is closed',
      choice: 'session',
    },
    {
      label: '$(check-all) Always Allow',
      description: 'kept in the setting “policies”',
      choice: 'always',
    },
    {
      label: '$(close) Deny',
      description: harmless(`this call of ${calls}, whatever it still asks for`),
      choice: 'deny',
    },
    {
      label: '$(circle-slash) Never Allow',
      description: 'kept in the setting “policies”',
      choice: 'never',
    },
    {
      label: first === undefined ? '' : 'Choose one to read it first',
      kind: vscode.QuickPickItemKind.Separator,
    },
    ...questions.map((question, index) => itemFor(question, index)),
  ];
}

function itemFor(question: Question, index: number): Item {
  const { request } = question.sampling;
  const last = request.messages.findLast(({ role }) => role === 'user');
  const text = excerpt(textsOf(last?.content ?? []).join(' '));
  return {
    label: harmless(`${String(index + 1)}. ${text === '' ? '(no text)' : text}`),
    description: `about ${number.format(estimateInputTokens(request))} tokens`,
    choice: question,
  };
}

function excerpt(text: string): string {
  const { head, tail } = EXCERPT;
  const characters = Array.from(oneLine(text, text.length));
  if (characters.length <= head + tail) return characters.join('');
  return `${characters.slice(0, head).join('')}…${characters.slice(-tail).join('')}`;
}

function describeBatch({ questions }: Batch): string {
  const sum = (of: (question: Question) => number): string =>
    number.format(questions.reduce((total, question) => total + of(question), 0));
  const requests = questions.length === 1 ? '1 request' : `${number.format(questions.length)} requests`;
  const models = [...new Set(questions.map(({ choice }) => oneLine(choice.name, 40)))].join(', ');
  const tokensIn = sum(({ sampling }) => estimateInputTokens(sampling.request));
  const tokensOut = sum(({ sampling }) => sampling.request.maxTokens);
  return `${requests} to ${models}: about ${tokensIn} tokens in, up to ${tokensOut} out`;
}
