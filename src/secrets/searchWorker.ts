import { parentPort } from 'node:worker_threads';
import { findSecrets } from './findSecrets.js';
import { searchTask } from './secretSearch.js';

/** The thread of `SecretSearch`, a bundle of its own (`dist/secretSearch.js`): answers one task after the other. */
parentPort?.on('message', (message: unknown) => {
  const { text, title } = searchTask.parse(message);
  // What is thrown ends the thread, which is how its owner knows.
  void findSecrets(text, title).then((found) => {
    parentPort?.postMessage({ found });
  });
});
