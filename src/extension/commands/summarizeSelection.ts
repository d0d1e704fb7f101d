import { activeSource } from '../sources/activeTab.js';
import type { Services } from '../services.js';
import { summarizeSource } from './summarizeSource.js';

/** Summarizes the selection in the active editor, or all that its tab shows. */
export async function summarizeSelection(services: Services): Promise<void> {
  await summarizeSource(services, { name: 'Summarize Selection', read: activeSource('selection') });
}
