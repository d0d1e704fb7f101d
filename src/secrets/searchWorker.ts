import { parentPort } from 'node:worker_threads';
import { findSecrets } from './findSecrets.js';
import type { SearchTask } from './secretSearch.js';

/** The thread of `SecretSearch`, a bundle of its own (`dist/secretSearch.js`): answers one task after another. */
parentPort?.on('message', (message: unknown) => {
  if (!isTask(message)) throw new TypeError('This is not a text to search.');
  // An exception ends the thread, and its owner notices that.
  void findSecrets(message.text, message.title).then((found) => {
    parentPort?.postMessage({ found });
  });
});

/** Without a schema, because loading zod would take longer than most searches. */
function isTask(message: unknown): message is SearchTask {
  return (
    typeof message === 'object' &&
    message !== null &&
    'text' in message &&
    typeof message.text === 'string' &&
    'title' in message &&
    typeof message.title === 'string'
  );
}
