/** Keeps other parts of VS Code quiet: no prompts, no panes, no surprises. */
export const QUIET_SETTINGS = {
  'chat.disableAIFeatures': true,
  'git.openRepositoryInParentFolders': 'never',
  'workbench.colorTheme': 'Default Dark Modern',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.startupEditor': 'none',
  // Checking sources of megabytes takes a core from what is tested.
  'js/ts.tsserver.useSyntaxServer': 'always',
  'typescript.tsserver.useSyntaxServer': 'always',
  'editor.folding': false,
  'editor.minimap.enabled': false,
  '[markdown]': { 'editor.wordWrap': 'off' },
};
