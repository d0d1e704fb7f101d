import { parentPort } from 'node:worker_threads';
import { findSecrets } from './findSecrets.js';
import { searchTask } from './secretSearch.js';

/** The thread of `SecretSearch`, a bundle of its own (`dist/secretSearch.js`): answers one task after another. */
parentPort?.on('message', (message: unknown) => {
  const { text, title } = searchTask.parse(message);
  // An exception ends the thread, and its owner notices that.
  void findSecrets(text, title).then((found) => {
    parentPort?.postMessage({ found });
  });
});
