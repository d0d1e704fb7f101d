import * as vscode from 'vscode';
import { oneLine, toSummarizeError } from '../../common/errors.js';
import type { TurnQueue } from '../../common/turnQueue.js';
import { textsOf } from '../../models/model.js';
import { estimateInputTokens } from '../../models/inputTokens.js';
import type { Approvals, Batch } from '../../policy/approvals.js';
import type { Decision, PolicedServer, Question } from '../../policy/user.js';
import { openSettings, showFailure } from '../notify/failure.js';
import { harmless } from '../notify/messages.js';
import { SECTION } from '../settings.js';
import type { Policies } from './policies.js';

type Item = vscode.QuickPickItem & { readonly choice?: Decision | Question };

/** How many characters of a request's beginning and end the list shows; in a burst, many begin alike. */
const EXCERPT = { head: 36, tail: 14 };
/** How many characters at each end of a text are considered for the excerpt. */
const SCANNED = 400;

const number = new Intl.NumberFormat('en-US');

/** How long an opened dialog allows nothing, in milliseconds: a click may have been meant for what it covered. */
const GRACE_MILLISECONDS = 400;

interface Shown {
  /** Lets the next question be shown. */
  readonly endTurn: () => void;
  readonly pick: vscode.QuickPick<Item>;
  readonly server: PolicedServer;
  readonly since: number;
}

/** The one dialog for all sampling requests that wait for a decision; it updates as they come and go. */
export class ApprovalDialog implements vscode.Disposable {
  readonly #approvals: Approvals;
  readonly #policies: Policies;
  readonly #turns: TurnQueue;
  readonly #lifetime = new AbortController();
  readonly #stop: () => void;
  /** Cached, because a request can be a long text. */
  readonly #lines = new WeakMap<Question, Line>();
  #shown: Shown | undefined;
  #isDue = false;
  #isWaiting = false;

  /** @param turns shared by all quick picks, because VS Code shows only one at a time */
  constructor(approvals: Approvals, policies: Policies, turns: TurnQueue) {
    this.#approvals = approvals;
    this.#policies = policies;
    this.#turns = turns;
    this.#stop = approvals.onDidChange(() => {
      // A burst needs only one update.
      if (this.#isDue) return;
      this.#isDue = true;
      queueMicrotask(() => {
        this.#isDue = false;
        this.#follow();
      });
    });
  }

  #follow(): void {
    const { batch } = this.#approvals;
    if (this.#shown !== undefined && this.#shown.server.identity !== batch?.server.identity) this.#close();
    if (batch === undefined) return;
    if (this.#shown === undefined) {
      void this.#openInTurn();
      return;
    }
    const { pick } = this.#shown;
    const active = pick.activeItems[0]?.label;
    const lines = batch.questions.map((question) => this.#lineOf(question));
    const items = itemsFor(lines);
    pick.placeholder = harmless(describeBatch(lines));
    pick.items = items;
    const before = items.find(({ label, choice }) => choice !== undefined && label === active);
    if (before !== undefined) pick.activeItems = [before];
  }

  async #openInTurn(): Promise<void> {
    if (this.#isWaiting) return;
    this.#isWaiting = true;
    try {
      const endTurn = await this.#turns.turn(this.#lifetime.signal);
      const { batch } = this.#approvals;
      if (batch === undefined) endTurn();
      else this.#shown = { pick: this.#open(batch), server: batch.server, since: performance.now(), endTurn };
    } catch {
      // The window is closing.
      return;
    } finally {
      this.#isWaiting = false;
    }
    this.#follow();
  }

  #open({ server }: Batch): vscode.QuickPick<Item> {
    const pick = vscode.window.createQuickPick<Item>();
    pick.title = harmless(`May ${oneLine(server.name, 60)} use your model?`);
    pick.ignoreFocusOut = true;
    pick.onDidAccept(() => {
      const [item] = pick.selectedItems;
      const shown = this.#shown;
      if (item?.choice === undefined || shown?.pick !== pick || !isMeant(item, shown)) return;
      void this.#choose(item.choice, shown.server);
    });
    pick.onDidHide(() => {
      const shown = this.#shown?.pick === pick ? this.#shown : undefined;
      const questions = shown === undefined ? [] : this.#questionsOf(shown.server);
      pick.dispose();
      if (shown !== undefined) this.#shown = undefined;
      shown?.endTurn();
      // Closing the question denies.
      this.#approvals.decide(questions, 'closed');
    });
    pick.show();
    return pick;
  }

  async #choose(choice: Decision | Question, server: PolicedServer): Promise<void> {
    if (typeof choice !== 'string') {
      const others = this.#questionsOf(server).filter((question) => question !== choice);
      this.#approvals.decide([choice, ...others], 'review');
      return;
    }
    try {
      if (choice === 'session' || choice === 'always' || choice === 'never') {
        await this.#policies.permit(server, choice);
      }
      // Includes requests that arrived in the meantime.
      this.#approvals.decide(this.#questionsOf(server), choice);
    } catch (error) {
      // The settings cannot be read; the question stays open.
      if ((await showFailure(toSummarizeError(error))) === 'openSettings')
        await openSettings(`${SECTION}.policies`);
    }
  }

  /** The server's waiting requests; none if another server is shown. */
  #questionsOf({ identity }: PolicedServer): readonly Question[] {
    const { batch } = this.#approvals;
    return batch?.server.identity === identity ? batch.questions : [];
  }

  #lineOf(question: Question): Line {
    const known = this.#lines.get(question);
    if (known !== undefined) return known;
    const line = describeQuestion(question);
    this.#lines.set(question, line);
    return line;
  }

  #close(): void {
    const shown = this.#shown;
    this.#shown = undefined;
    shown?.pick.hide();
    shown?.endTurn();
  }

  dispose(): void {
    this.#stop();
    this.#lifetime.abort();
    this.#close();
  }
}

/** Whether a choice was meant for this dialog, rather than for what had the focus before. */
function isMeant({ label, choice }: Item, { pick, since }: Shown): boolean {
  if (choice !== 'allow' && choice !== 'session' && choice !== 'always') return true;
  const words = label.replace(/^\$\([^)]*\) /, '').toLowerCase();
  return performance.now() - since > GRACE_MILLISECONDS && words.startsWith(pick.value.trim().toLowerCase());
}

/** What the dialog shows for a question. */
interface Line {
  readonly question: Question;
  readonly excerpt: string;
  readonly tool: string;
  readonly model: string;
  /** Estimated. */
  readonly tokensIn: number;
}

function describeQuestion(question: Question): Line {
  const { request } = question.sampling;
  const last = request.messages.findLast(({ role }) => role === 'user');
  return {
    question,
    excerpt: excerptOf(textsOf(last?.content ?? []).join(' ')),
    tool: oneLine(question.tool, 40),
    model: oneLine(question.choice.name, 40),
    tokensIn: estimateInputTokens(request),
  };
}

function excerptOf(text: string): string {
  const { head, tail } = EXCERPT;
  const near = (part: string): string[] => Array.from(oneLine(part, part.length));
  if (text.length <= 2 * SCANNED) {
    const characters = near(text);
    if (characters.length <= head + tail) return characters.join('');
  }
  const beginning = near(text.slice(0, SCANNED)).slice(0, head).join('');
  return `${beginning}…${near(text.slice(-SCANNED)).slice(-tail).join('')}`;
}

/** The first item must allow nothing: someone who is typing may accept it by accident. */
function itemsFor(lines: readonly Line[]): Item[] {
  const calls = [...new Set(lines.map(({ tool }) => tool))].join(', ');
  const forTheCall = harmless(`this call of ${calls}, including later requests`);
  return [
    {
      label: '$(eye) Review…',
      description: 'read and edit the requests, then approve or deny them',
      choice: 'review',
    },
    { label: '$(check) Allow', description: forTheCall, choice: 'allow' },
    {
      label: '$(history) Allow for This Session',
      description: 'until this window closes',
      choice: 'session',
    },
    {
      label: '$(check-all) Always Allow',
      description: 'saved in the setting “Policies”',
      choice: 'always',
    },
    { label: '$(close) Deny', description: forTheCall, choice: 'deny' },
    {
      label: '$(circle-slash) Never Allow',
      description: 'saved in the setting “Policies”',
      choice: 'never',
    },
    { label: 'select a request to review it', kind: vscode.QuickPickItemKind.Separator },
    ...lines.map(({ question, excerpt, tokensIn }, index) => ({
      label: harmless(`${String(index + 1)}. ${excerpt === '' ? '(no text)' : excerpt}`),
      description: `about ${number.format(tokensIn)} tokens`,
      choice: question,
    })),
  ];
}

function describeBatch(lines: readonly Line[]): string {
  const sum = (of: (line: Line) => number): string =>
    number.format(lines.reduce((total, line) => total + of(line), 0));
  const requests = lines.length === 1 ? '1 request' : `${number.format(lines.length)} requests`;
  const models = [...new Set(lines.map(({ model }) => model))].join(', ');
  const tokensIn = sum((line) => line.tokensIn);
  const tokensOut = sum(({ question }) => question.sampling.request.maxTokens);
  return `${requests} to ${models}: about ${tokensIn} tokens in, up to ${tokensOut} out`;
}
