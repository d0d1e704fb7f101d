/** A value that is kept elsewhere, as `mcp.json` names it. */
const INPUT = /\$\{input:([^}]+)\}/g;
/** What VS Code replaces in `mcp.json` and nobody replaces here. */
const OTHER_VARIABLE =
  /\$\{(?:workspaceFolder|workspaceFolderBasename|userHome|cwd|env|config|command|file)\b[^}]*\}/;

/** The names of the secrets that values want, as `${input:NAME}`. */
export function inputNames(values: readonly string[]): readonly string[] {
  const found = values.flatMap((text) => Array.from(text.matchAll(INPUT), ([, name]) => name ?? ''));
  return [...new Set(found)];
}

/** The values with their secrets in place. */
export function withInputs(
  values: Readonly<Record<string, string>>,
  secrets: ReadonlyMap<string, string>,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values).map(([key, text]) => [
      key,
      text.replace(INPUT, (_, input: string) => secrets.get(input) ?? ''),
    ]),
  );
}

/** A variable that VS Code would replace, and nobody does here; undefined where there is none. */
export function otherVariable(values: readonly string[]): string | undefined {
  return values.map((text) => OTHER_VARIABLE.exec(text)?.[0]).find((found) => found !== undefined);
}
