/** Which file may import from which; types count as imports. `npm run check:imports` runs this. */

/** What may be imported from nowhere but its own folder. */
const PROGRAMS = '^src/(extension|cli|server)/';

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    {
      name: 'no-circular',
      comment:
        'Two files that need each other cannot be read, tested or changed alone: move what both need into a third.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'programs-are-closed',
      comment:
        'The extension, the terminal program and the server are programs of their own. What several of them need belongs in a room of the core, or in src/contract.',
      severity: 'error',
      from: { path: '^src/([^/]+)/' },
      to: { path: PROGRAMS, pathNot: '^src/$1/' },
    },
    {
      name: 'only-the-extension-knows-vscode',
      comment:
        'Everything outside src/extension also runs in the terminal and in unit tests, where there is no VS Code.',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/extension/' },
      to: { path: '^vscode$|^node_modules/(@types/)?vscode/' },
    },
    {
      name: 'no-test-code-in-src',
      comment: 'What is in test/ does not ship.',
      severity: 'error',
      from: { path: '^src/' },
      to: { path: '^test/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
  },
};
