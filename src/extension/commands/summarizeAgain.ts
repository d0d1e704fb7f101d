import * as vscode from 'vscode';
import { STYLES } from '../../contract/summarize.js';
import type { SummaryState, Wishes } from '../../summary/state.js';
import { pickModel } from '../models/pickModel.js';
import { harmless } from '../notify/messages.js';
import type { Services } from '../services.js';
import { readSettings } from '../settings.js';
import { sourceUri } from '../summaries/summaryUris.js';
import { idleSummary } from './activeSummary.js';
import { withNextSteps } from './nextSteps.js';
import { summarizeSource } from './summarizeSource.js';

/** Where the last choice is remembered. */
const LAST = 'summarizeAgain.last';
const LANGUAGES = 'summarizeAgain.languages';
const MAX_LANGUAGES = 3;

interface Item extends vscode.QuickPickItem {
  /** What is different this time; a word for what is asked first. */
  readonly change?: Wishes | 'model' | 'language';
}

/** Summarizes the source of a summary again, in another style, length or language, or with another model. */
export async function summarizeAgain(services: Services, given: unknown): Promise<void> {
  await withNextSteps(services, {
    name: 'Summarize Again',
    run: async () => {
      const summary = await idleSummary(services, given);
      const chosen = await pick(services.memory, summary.state);
      if (chosen?.change === undefined) return;
      void services.memory.update(LAST, chosen.label);
      const change = await changeOf(services, chosen.change);
      if (change === undefined) return;
      await summarizeSource(services, {
        name: 'Summarize Again',
        read: services.sources.readerOf(summary),
        wishes: { ...summary.state.wishes, ...change },
        into: sourceUri(summary),
      });
    },
  });
}

async function changeOf(
  services: Services,
  change: NonNullable<Item['change']>,
): Promise<Wishes | undefined> {
  if (change === 'model') return (await pickModel(services)) ? {} : undefined;
  if (change !== 'language') return change;
  const language = await vscode.window.showInputBox({
    title: 'Summarize in Another Language',
    placeHolder: 'German, 日本語, Brazilian Portuguese…',
    validateInput: (text) => (text.trim().length > 60 ? 'Enter the name of a language.' : undefined),
  });
  if (language === undefined || language.trim() === '') return undefined;
  const before = languagesIn(services.memory).filter((one) => one !== language.trim());
  void services.memory.update(LANGUAGES, [language.trim(), ...before].slice(0, MAX_LANGUAGES));
  return { language: language.trim() };
}

async function pick(memory: vscode.Memento, state: SummaryState): Promise<Item | undefined> {
  const items = itemsFor(memory, state);
  const last = memory.get(LAST);
  const picker = vscode.window.createQuickPick<Item>();
  try {
    picker.title = 'Summarize Again';
    picker.placeholder = 'Choose what is different this time';
    picker.matchOnDescription = true;
    picker.items = items;
    const before = items.find(({ label }) => label === last);
    if (before !== undefined) picker.activeItems = [before];
    return await new Promise<Item | undefined>((resolve) => {
      picker.onDidAccept(() => {
        resolve(picker.selectedItems[0]);
      });
      picker.onDidHide(() => {
        resolve(undefined);
      });
      picker.show();
    });
  } finally {
    picker.dispose();
  }
}

function itemsFor(memory: vscode.Memento, { style, wishes: { length, language } }: SummaryState): Item[] {
  const section = (label: string): Item => ({ label, kind: vscode.QuickPickItemKind.Separator });
  const item = (label: string, description: string, change: Item['change'], isCurrent = false): Item => ({
    label: harmless(label),
    description: harmless(isCurrent ? `${description} (now)` : description),
    ...(change !== undefined && { change }),
  });
  const { styles } = readSettings();
  return [
    section('style'),
    ...styles.map(({ name, prompt }) => item(name, prompt.slice(0, 80), { style: name }, style === name)),
    ...Object.entries(STYLES).map(([name, { label, description }]) =>
      item(label, description, { style: name }, style === label),
    ),
    section('length'),
    item('Shorter', 'About 100 words.', { length: 'short' }, length === 'short'),
    item('Medium', 'About 250 words.', { length: 'medium' }, length === 'medium'),
    item('Longer', 'About 600 words.', { length: 'long' }, length === 'long'),
    section('language'),
    ...languagesIn(memory).map((name) => item(`In ${name}`, '', { language: name }, language === name)),
    item('In Another Language…', '', 'language'),
    section('model'),
    item('With Another Model…', 'Also for the summaries after this one.', 'model'),
  ];
}

function languagesIn(memory: vscode.Memento): readonly string[] {
  const languages = memory.get(LANGUAGES);
  return Array.isArray(languages) ? languages.filter((one) => typeof one === 'string') : [];
}
