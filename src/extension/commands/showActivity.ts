import * as vscode from 'vscode';
import { ACTIVITY_VIEW } from '../activity/activityView.js';

/** Opens the view Sampling Activity. */
export async function showActivity(): Promise<void> {
  await vscode.commands.executeCommand(`${ACTIVITY_VIEW}.focus`);
}
