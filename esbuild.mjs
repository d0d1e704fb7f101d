import { rm } from 'node:fs/promises';
import { context } from 'esbuild';

const production = process.argv.includes('--production');
const watch = process.argv.includes('--watch');

/** @type {import('esbuild').BuildOptions} */
const shared = {
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  minify: production,
  sourcemap: production ? false : 'linked',
  legalComments: production ? 'linked' : 'none',
  logLevel: 'warning',
};

/** @type {import('esbuild').BuildOptions[]} */
const bundles = [
  {
    ...shared,
    entryPoints: { extension: 'src/extension/extension.ts' },
    outdir: 'dist',
    external: ['vscode'],
  },
  { ...shared, entryPoints: { server: 'src/server/main.ts' }, outdir: 'dist' },
  { ...shared, entryPoints: { secretSearch: 'src/secrets/searchWorker.ts' }, outdir: 'dist' },
  {
    ...shared,
    entryPoints: { cli: 'src/cli/main.ts' },
    outdir: 'dist',
    banner: { js: '#!/usr/bin/env node' },
  },
];

// Tests run from out/, with their packages where npm puts them.
if (process.argv.includes('--tests')) {
  const entryPoints = [
    'test/run.ts',
    'test/**/*.test.ts',
    'test/bench/bench.ts',
    ...['code', 'index', 'start'].map((name) => `test/host/${name}.ts`),
    ...['countingReporter', 'conformanceClient'].map((name) => `test/support/${name}.ts`),
  ];
  bundles.push({ ...shared, entryPoints, outdir: 'out', outbase: 'test', packages: 'external' });
  await rm('out', { recursive: true, force: true });
}

if (!watch) await rm('dist', { recursive: true, force: true });
for (const options of bundles) {
  const build = await context(options);
  if (watch) await build.watch();
  else {
    await build.rebuild();
    await build.dispose();
  }
}
