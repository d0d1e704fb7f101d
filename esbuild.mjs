import { rm } from 'node:fs/promises';
import { build, context } from 'esbuild';

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

if (watch) await watchAll();
else await buildAll();

async function buildAll() {
  await rm('dist', { recursive: true, force: true });
  for (const options of bundles) await build(options);
}

/**
 * Builds again what has changed, and says so in lines that .vscode/tasks.json matches: one begin and one end,
 * however many bundles a change concerns, with the errors of all of them between the two.
 */
async function watchAll() {
  const errors = new Map();
  // The first builds begin one after the other: they are one.
  const building = new Set(bundles);
  console.log('[watch] build started');
  const reporter = (bundle) => ({
    name: 'reporter',
    setup({ onStart, onEnd }) {
      onStart(() => {
        if (building.size === 0) console.log('[watch] build started');
        building.add(bundle);
      });
      onEnd((result) => {
        errors.set(bundle, [
          ...result.errors,
          ...result.warnings.map((each) => ({ ...each, warning: true })),
        ]);
        building.delete(bundle);
        if (building.size > 0) return;
        // A file that is in several bundles is wrong in each of them.
        for (const line of new Set([...errors.values()].flat().map(inOneLine))) console.log(line);
        console.log('[watch] build finished');
      });
    },
  });
  for (const bundle of bundles) {
    const watching = await context({ ...bundle, logLevel: 'silent', plugins: [reporter(bundle)] });
    await watching.watch();
  }
}

function inOneLine({ text, location, warning = false }) {
  const { file, line, column } = location ?? { file: 'esbuild.mjs', line: 1, column: 0 };
  return `${file}:${line}:${column + 1}: ${warning ? 'warning' : 'error'}: ${text}`;
}
