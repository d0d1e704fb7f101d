import { appendFileSync } from 'node:fs';
import Mocha from 'mocha';

/** Mocha's spec reporter, which also writes how many tests passed and failed to the file in MCP_TEST_COUNTS. */
export default class CountingReporter extends Mocha.reporters.Spec {
  constructor(runner: Mocha.Runner, options: Mocha.MochaOptions) {
    super(runner, options);
    runner.once(Mocha.Runner.constants.EVENT_RUN_END, () => {
      const file = process.env.MCP_TEST_COUNTS;
      const { passes, failures, pending } = this.stats;
      if (file !== undefined) appendFileSync(file, `${JSON.stringify({ passes, failures, pending })}\n`);
    });
  }
}
