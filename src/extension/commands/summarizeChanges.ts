import * as vscode from 'vscode';
import * as z from 'zod';
import { chosenChanges, type ChangesPlace } from '../sources/git/pickChanges.js';
import type { Services } from '../services.js';
import { summarizeSource } from './summarizeSource.js';

const uri = z.custom<vscode.Uri>((value) => value instanceof vscode.Uri);
/** A source control, as the title of its view gives it. */
const sourceControl = z.object({ rootUri: uri });
/** A group of changes, as its menu gives it. */
const resourceGroup = z.object({
  id: z.string(),
  resourceStates: z.array(z.object({ resourceUri: uri })).min(1),
});

/**
 * Summarizes changes in a Git repository.
 *
 * @param argument what a menu of the Source Control view gives: its group needs no question
 */
export async function summarizeChanges(services: Services, argument?: unknown): Promise<void> {
  await summarizeSource(services, { name: 'Summarize Changes', read: chosenChanges(placeOf(argument)) });
}

function placeOf(argument: unknown): ChangesPlace {
  const group = resourceGroup.safeParse(argument).data;
  if (group !== undefined) return { group: group.id, uri: group.resourceStates[0]?.resourceUri };
  return { uri: sourceControl.safeParse(argument).data?.rootUri ?? uri.safeParse(argument).data };
}
