import type * as vscode from 'vscode';
import type { SummaryState } from '../../summary/state.js';
import { withRunningItem, type Report } from '../notify/runningItem.js';
import type { Services } from '../services.js';

/** Where a call shows what it does. */
export interface CallView {
  /** Runs the call where its progress is told, and can be stopped. */
  whileRunning<T>(title: string, work: (report: Report) => Promise<T>): Promise<T>;
  /** Shows a new state. */
  show(state: SummaryState): void;
  /** Opens or reveals it. */
  open(): Promise<void>;
  /** Whether what was written can be taken back, to be written anew. */
  canTakeBack(): boolean;
  /** Says that the result is there. */
  ready(words: string): void;
}

/**
 * The document of a summary, in a preview next to the editor.
 *
 * @param goesOn whether it goes on with what it shows; otherwise it begins anew, with lines that may move from then on
 */
export function documentView(
  { documents, ready }: Pick<Services, 'documents' | 'ready'>,
  uri: vscode.Uri,
  { goesOn }: { readonly goesOn: boolean },
): CallView {
  let isBegun = goesOn;
  const stop = { command: 'mcpSummarize.stop', title: 'Stop', arguments: [uri] };
  return {
    whileRunning: async (title, work) => await withRunningItem(title, stop, work),
    show: (state) => {
      if (isBegun) documents.goOn(uri, state);
      else documents.update(uri, state);
      isBegun = true;
    },
    open: async () => {
      await documents.show(uri);
    },
    canTakeBack: () => true,
    ready: (words) => {
      ready.tell(words, documents.openCommand(uri));
    },
  };
}
