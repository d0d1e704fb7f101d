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
 * Shows and changes what a server may do with the user's model.
 *
 * @throws {SummarizeError} `badSetting`
 */
export async function changePolicy(server: PolicedServer, policies: Policies): Promise<void> {
  const policy = policies.policyFor(server);
  const chosen = await vscode.window.showQuickPick(itemsFor(policy), {
    title: harmless(`Sampling permission for ${server.name}`),
    placeHolder: 'May this server use your model?',
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
    permission('ask', 'once per tool call, however many requests it makes'),
    permission('session', 'until this window closes'),
    permission('always', ''),
    permission('never', ''),
    separator('review'),
    review('reviewPrompts', 'Review Prompts', 'before they go to your model'),
    review('reviewAnswers', 'Review Answers', 'before they go to the server'),
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
      ? 'unlimited requests'
      : `${number.format(requestsPerMinute)} requests per minute`,
    tokensPerDay === null ? 'unlimited tokens' : `${number.format(tokensPerDay)} tokens per day`,
    `${number.format(roundsPerCall)} rounds per call`,
    `then ${atLimit}`,
  ].join(', ');
}
