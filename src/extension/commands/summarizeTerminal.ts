import { terminalText } from '../sources/terminal.js';
import type { Services } from '../services.js';
import { summarizeSource } from './summarizeSource.js';

/** Summarizes what is selected in the active terminal, or its last command. */
export async function summarizeTerminal(services: Services): Promise<void> {
  await summarizeSource(services, { name: 'Summarize Terminal', read: terminalText() });
}
