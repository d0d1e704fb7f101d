import * as vscode from 'vscode';
import { toSummarizeError } from '../errors.js';
import { showFailure } from '../vscode/messages.js';
import { PreviewedCall } from '../vscode/previewedCall.js';
import { selectedText } from '../vscode/selection.js';
import type { Services } from '../vscode/services.js';
import { readSettings } from '../vscode/settings.js';

/**
 * Summarizes the selection of the active editor, or all of it, into a preview beside it: by the bundled
 * server, or the one that the settings name.
 */
export async function summarizeSelection(services: Services): Promise<void> {
  try {
    const selected = selectedText(vscode.window.activeTextEditor);
    const { title, part, wholeDocument, text } = selected;
    const { server } = readSettings();
    const call = new PreviewedCall(services, {
      title: wholeDocument
        ? `Nothing is selected: summarizing the whole of ${title}`
        : `Summarizing ${part} of ${title}`,
      shown: {
        title,
        part: wholeDocument ? 'the whole document (nothing was selected)' : part,
        ...(server !== '' && { server }),
      },
      identity: JSON.stringify([selected.identity, server]),
      connect: async () => await (await services.servers()).connection(readSettings().server),
      perform: async (options) => {
        const { summarize } = await import('../summarize.js');
        return await summarize(text, options);
      },
    });
    await call.run();
  } catch (error) {
    await showFailure(toSummarizeError(error));
  }
}
