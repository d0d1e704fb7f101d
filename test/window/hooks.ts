import type { LoopbackModel } from '../support/loopbackModel.js';
import { CodeWindow } from './codeWindow.js';

/** Takes a screenshot after each test of a `describe` that fails. */
export function screenshotOfFailures(window: () => CodeWindow): void {
  afterEach(async function () {
    if (this.currentTest?.state === 'failed')
      await window().screenshot(`failed-${this.currentTest.title.slice(0, 40)}`);
  });
}

/** Hooks for a `describe` with one window and one model: each test finds both in their initial state. */
export function tidyBetweenTests(window: () => CodeWindow, loopback: LoopbackModel): void {
  after(async () => {
    await CodeWindow.closeAll();
    await loopback.stop();
  });
  beforeEach(async () => {
    loopback.reset();
    await window().tidy();
  });
  screenshotOfFailures(window);
}
