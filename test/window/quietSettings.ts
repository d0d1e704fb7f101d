/** What keeps the window about us: no prompts, panes and surprises of other parts of VS Code. */
export const QUIET_SETTINGS = {
  'chat.disableAIFeatures': true,
  'git.openRepositoryInParentFolders': 'never',
  'workbench.colorTheme': 'Default Dark Modern',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.startupEditor': 'none',
  'editor.folding': false,
  'editor.minimap.enabled': false,
  '[markdown]': { 'editor.wordWrap': 'off' },
};
