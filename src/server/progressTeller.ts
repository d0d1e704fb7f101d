import type { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import type { RequestHandlerExtra } from '@modelcontextprotocol/sdk/shared/protocol.js';
import type { ServerNotification, ServerRequest } from '@modelcontextprotocol/sdk/types.js';

/** What a tool's handler is given besides its arguments. */
export type Extra = RequestHandlerExtra<ServerRequest, ServerNotification>;

/** How far a call is. */
export interface Progress {
  readonly done: number;
  readonly total: number;
  readonly what: string;
}

interface ProgressTeller {
  readonly progress: (progress: Progress) => void;
  /** Reports a pause in milliseconds and its reason. */
  readonly pause: (milliseconds: number, reason: string) => void;
  /** Logs a sentence. */
  readonly log: (sentence: string) => void;
}

/** Progress values must increase, but a pause is not a step. */
const LEAST_STEP = 0.001;

/** Reports progress to a client that asked for it (MCP basic/utilities/progress), and logs the steps. */
export function progressTeller(server: McpServer, { _meta, sendNotification }: Extra): ProgressTeller {
  let before = 0;
  let told = 0;
  let ofAll = 0;
  const log = (level: 'info' | 'warning', data: string): void => {
    void server.sendLoggingMessage({ level, data }).catch(() => undefined);
  };
  const tell = (progress: number, message: string): void => {
    const progressToken = _meta?.progressToken;
    if (progressToken === undefined) return;
    void sendNotification({
      method: 'notifications/progress',
      params: { progressToken, progress, total: ofAll, message },
    }).catch(() => undefined);
  };
  return {
    log: (sentence) => {
      log('info', sentence);
    },
    progress: ({ done, total, what }) => {
      if (done === 0) {
        // A new step; progress values must never decrease.
        before = Math.ceil(told);
        log('info', `${String(total)} ${what} to do`);
      }
      ofAll = before + total;
      if (done > 0 || before === 0) told = Math.max(told, before + done);
      if (done > 0 || before === 0) tell(told, `${String(done)} of ${String(total)} ${what}`);
    },
    pause: (milliseconds, reason) => {
      told += LEAST_STEP;
      const message = `retrying in ${String(Math.ceil(milliseconds / 1000))} s: ${reason}`;
      log('warning', message);
      tell(told, message);
    },
  };
}
