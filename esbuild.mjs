import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { build, context } from 'esbuild';

const production = process.argv.includes('--production');
const watch = process.argv.includes('--watch');

/**
 * What the SDKs bring and these programs never use: a JSON Schema validator (results are not validated, see
 * `mcp/era/uncheckedResults.ts`, and the server elicits nothing), schemas of Zod 3, OAuth, an agent's file tools,
 * what turns addresses in Markdown into links, and a logger.
 */
const UNUSED =
  /^@modelcontextprotocol\/client\/_shims$|\/validation\/ajv-provider\.js$|^zod\/v3$|^zod-to-json-schema$|^jose$|^linkify-it$|^debug$|\/agent-toolset\/node\.mjs$/;
/** As a module it reads each of its properties when it is loaded, and opens all standard streams. */
const PROCESS = /^(?:node:)?process$/;

/** @type {import('esbuild').Plugin} */
const withoutUnused = {
  name: 'without-unused',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: UNUSED }, ({ path }) => ({ path, namespace: 'unused' }));
    onResolve({ filter: PROCESS }, ({ path }) => ({ path, namespace: 'process' }));
    onLoad({ filter: /.*/, namespace: 'process' }, () => ({
      contents: 'export default globalThis.process;',
    }));
    onLoad({ filter: /.*/, namespace: 'unused' }, () => ({
      contents: `
        export class AjvJsonSchemaValidator {
          getValidator() { throw new Error('This program has no JSON Schema validator.'); }
        }
        export { AjvJsonSchemaValidator as DefaultJsonSchemaValidator };
        export function zodToJsonSchema() { throw new Error('This program has no schemas of Zod 3.'); }
        export { zodToJsonSchema as object };
        export class LinkifyIt {}
        export default function debug() { return () => undefined; }
        export const CORS_IS_POSSIBLE = false;`,
    }));
  },
};

/** The grammars, and what uses them: as large as a program, so the programs have them in common. */
const SYNTAX = ['grammars', 'boundaries', 'markdown'].map((name) =>
  path.resolve('src', 'text', `${name}.ts`),
);

/**
 * Their chunks stand in a folder of `dist/`, as the ones of the syntax do.
 *
 * @type {import('esbuild').Plugin}
 */
const withCommonSyntax = {
  name: 'with-common-syntax',
  setup({ onResolve }) {
    onResolve({ filter: /\/(?:grammars|boundaries|markdown)\.js$/ }, ({ path: name, resolveDir }) => {
      const file = path.resolve(resolveDir, name.replace(/\.js$/, '.ts'));
      return SYNTAX.includes(file) ? { path: `../chunks/${path.basename(name)}`, external: true } : undefined;
    });
  },
};

/** @type {import('esbuild').BuildOptions} */
const shared = {
  bundle: true,
  platform: 'node',
  target: 'node22',
  minify: production,
  sourcemap: production ? false : 'linked',
  legalComments: production ? 'eof' : 'none',
  logLevel: 'warning',
};

/** Some packages are CommonJS, and require what Node has. */
const REQUIRE = "import{createRequire}from'node:module';const require=createRequire(import.meta.url);";

/**
 * Code is loaded when it is used: what an entry imports dynamically, or shares with another, is a chunk.
 *
 * @type {import('esbuild').BuildOptions}
 */
const chunked = {
  ...shared,
  format: 'esm',
  splitting: true,
  outdir: 'dist',
  // Short names in the VSIX, of which every file counts twice.
  chunkNames: production ? 'chunks/[hash]' : 'chunks/[name]-[hash]',
  plugins: [withoutUnused],
  banner: { js: REQUIRE },
  // Its other form requires files that a bundler does not see.
  alias: { 'jsonc-parser': 'jsonc-parser/lib/esm/main.js' },
};

/** @type {import('esbuild').BuildOptions} */
const program = { ...chunked, plugins: [withoutUnused, withCommonSyntax] };

/** @type {import('esbuild').BuildOptions[]} */
const bundles = [
  {
    ...chunked,
    entryPoints: SYNTAX,
    outdir: 'dist/chunks',
    chunkNames: production ? '[hash]' : '[name]-[hash]',
  },
  // Otherwise each program has its chunks for itself: sharing them would make more and smaller files, and each costs time.
  { ...program, entryPoints: { extension: 'src/extension/extension.ts' }, external: ['vscode'] },
  { ...program, entryPoints: { server: 'src/server/main.ts' } },
  { ...program, entryPoints: { secretSearch: 'src/secrets/searchWorker.ts' } },
  // Apart from the others, because the VSIX is without it.
  { ...program, entryPoints: { cli: 'src/cli/main.ts' }, chunkNames: 'cli/[name]-[hash]' },
];

// Tests run from out/, with their packages where npm puts them.
if (process.argv.includes('--tests')) {
  const entryPoints = [
    'test/run.ts',
    'test/**/*.test.ts',
    ...['bench', 'benchWindow', 'quality/quality'].map((name) => `test/bench/${name}.ts`),
    ...['code', 'index', 'start'].map((name) => `test/host/${name}.ts`),
    ...['countingReporter', 'conformanceClient'].map((name) => `test/support/${name}.ts`),
  ];
  bundles.push({
    ...shared,
    entryPoints,
    format: 'esm',
    outdir: 'out',
    outbase: 'test',
    packages: 'external',
  });
  await rm('out', { recursive: true, force: true });
  // An extension, as small as ours is when it is packaged; its second file is loaded when it is used.
  bundles.push({
    ...shared,
    entryPoints: ['extension.ts', 'bareClient.ts', 'package.json'].map(
      (name) => `test/fixtures/benchClients/${name}`,
    ),
    format: 'cjs',
    outdir: 'out/fixtures/benchClients',
    external: ['vscode', './bareClient.js'],
    loader: { '.json': 'copy' },
    minify: true,
    sourcemap: false,
  });
}

if (watch) await watchAll();
else await buildAll();

async function buildAll() {
  await rm('dist', { recursive: true, force: true });
  for (const options of bundles) await build(options);
  const files = await readdir('dist', { recursive: true });
  for (const file of files.filter((name) => name.endsWith('.js')))
    await withoutNeedlessRequire(`dist/${file}`);
}

/** The bundler puts its banner into every file; most of them require nothing. */
async function withoutNeedlessRequire(file) {
  const [before, after] = (await readFile(file, 'utf8')).split(REQUIRE);
  if (after !== undefined && !/\brequire\b/.test(after)) await writeFile(file, before + after);
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
