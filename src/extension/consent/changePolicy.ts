import * as vscode from 'vscode';
import type { PolicedServer } from '../../policy/user.js';
import type { Permission, SamplingLimits, SamplingPolicy } from '../../policy/policy.js';
import { openSettings } from '../notify/failure.js';
import { harmless } from '../notify/messages.js';
import { SECTION } from '../settings.js';
import type { Policies } from './policies.js';

type Change = Permission | 'reviewPrompts' | 'reviewAnswers' | 'limits';
type Item = vscode.QuickPickItem & { readonly change?: Change };

const number = new Intl.NumberFormat('en-US');

/**
 * Shows what a server may do with the user's model, and changes it.
 *
 * @throws {SummarizeError} `badSetting`
 */
export async function changePolicy(server: PolicedServer, policies: Policies): Promise<void> {
  const policy = policies.policyFor(server);
  const chosen = await vscode.window.showQuickPick(itemsFor(policy), {
    title: harmless(`${server.name} and your model`),
    placeHolder: 'May it ask your model for answers?',
    matchOnDescription: true,
  });
  const change = chosen?.change;
  switch (change) {
    case undefined:
      return;
    case 'limits':
      await openSettings(`${SECTION}.policies`);
      return;
    case 'reviewPrompts':
      await policies.change(server, { reviewPrompts: !policy.reviewPrompts });
      break;
    case 'reviewAnswers':
      await policies.change(server, { reviewAnswers: !policy.reviewAnswers });
      break;
    default:
      await policies.permit(server, change);
  }
  vscode.window.setStatusBarMessage(
    harmless(`${server.name}: ${describePolicy(policies.policyFor(server))}`),
    5000,
  );
}

const PERMISSIONS: Readonly<Record<Permission, string>> = {
  ask: 'Ask',
  session: 'Allow for This Session',
  always: 'Always Allow',
  never: 'Never Allow',
};

function itemsFor(policy: SamplingPolicy): Item[] {
  const permission = (change: Permission, description: string): Item => ({
    label: `${policy.permission === change ? '$(check)' : '$(blank)'} ${PERMISSIONS[change]}`,
    description,
    change,
  });
  const review = (change: 'reviewPrompts' | 'reviewAnswers', label: string, description: string): Item => ({
    label: `${policy[change] ? '$(check)' : '$(blank)'} ${label}`,
    description,
    change,
  });
  const separator = (label: string): Item => ({ label, kind: vscode.QuickPickItemKind.Separator });
  return [
    permission('ask', 'one question for each call, however many requests it makes'),
    permission('session', 'until the window is closed'),
    permission('always', ''),
    permission('never', ''),
    separator('read and edit first'),
    review('reviewPrompts', 'Review Prompts', 'before your model gets them'),
    review('reviewAnswers', 'Review Answers', 'before the server gets them'),
    separator('limits'),
    { label: '$(gear) Change Limits…', description: describeLimits(policy.limits), change: 'limits' },
  ];
}

function describePolicy({ permission, reviewPrompts, reviewAnswers }: SamplingPolicy): string {
  const reviews = [...(reviewPrompts ? ['prompts'] : []), ...(reviewAnswers ? ['answers'] : [])];
  const words = PERMISSIONS[permission].toLowerCase();
  return reviews.length === 0 ? words : `${words}, review ${reviews.join(' and ')}`;
}

function describeLimits({ requestsPerMinute, tokensPerDay, roundsPerCall, atLimit }: SamplingLimits): string {
  return [
    requestsPerMinute === null
      ? 'any number of requests'
      : `${number.format(requestsPerMinute)} requests a minute`,
    tokensPerDay === null ? 'any number of tokens' : `${number.format(tokensPerDay)} tokens a day`,
    `${number.format(roundsPerCall)} rounds a call`,
    `then ${atLimit}`,
  ].join(', ');
}
