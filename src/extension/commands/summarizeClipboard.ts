import { clipboardText } from '../sources/clipboard.js';
import type { Services } from '../services.js';
import { summarizeSource } from './summarizeSource.js';

/** Summarizes the text in the clipboard. */
export async function summarizeClipboard(services: Services): Promise<void> {
  await summarizeSource(services, { name: 'Summarize Clipboard', read: clipboardText() });
}
