import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ROOT } from '../support/paths.js';
import { finished } from '../support/processes.js';

/**
 * The client scenarios of @modelcontextprotocol/conformance that apply: those for OAuth, elicitation and
 * skills are about what this client does not offer.
 */
const SUITES = {
  conformance: ['initialize', 'tools_call', 'sse-retry'],
  'conformance-modern': [
    ...['initialize', 'tools_call', 'tools_call --spec-version 2026-07-28', 'sse-retry'],
    ...['request-metadata', 'sep-2322-client-request-state'],
    ...['http-standard-headers', 'http-custom-headers', 'http-invalid-tool-headers'],
    ...['json-schema-ref-no-deref', 'json-schema-2020-12-preservation'],
  ],
} as const;

describe('The conformance suite', function () {
  this.timeout(120_000);
  let folder: string;
  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'mcp-summarize-conformance-'));
  });
  after(() => rm(folder, { recursive: true }));

  const client = `"${process.execPath}" "${path.join(ROOT, 'out', 'support', 'conformanceClient.js')}"`;
  for (const [suite, scenarios] of Object.entries(SUITES)) {
    for (const scenario of scenarios) {
      it(`${suite} passes ${scenario}`, async () => {
        const script = path.join(ROOT, 'node_modules', suite, 'dist', 'index.js');
        const args = [script, 'client', '--command', client, '--scenario', ...scenario.split(' ')];
        const { code, stdout, stderr } = await finished(process.execPath, args, { cwd: folder });
        assert.equal(code, 0, stdout + stderr);
        assert.match(stdout + stderr, /OVERALL: PASSED/);
      });
    }
  }
});
