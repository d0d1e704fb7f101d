/** A reference to a value stored elsewhere, as in `mcp.json`. */
const INPUT = /\$\{input:([^}]+)\}/g;
/** Variables that VS Code resolves in `mcp.json`, and we do not. */
const OTHER_VARIABLE =
  /\$\{(?:workspaceFolder|workspaceFolderBasename|userHome|cwd|env|config|command|file)\b[^}]*\}/;

/** The names of the secrets (`${input:NAME}`) in the values. */
export function inputNames(values: readonly string[]): readonly string[] {
  const found = values.flatMap((text) => Array.from(text.matchAll(INPUT), ([, name]) => name ?? ''));
  return [...new Set(found)];
}

/** The values with their secrets filled in. */
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

/** The first variable that only VS Code would resolve; undefined if there is none. */
export function otherVariable(values: readonly string[]): string | undefined {
  return values.map((text) => OTHER_VARIABLE.exec(text)?.[0]).find((found) => found !== undefined);
}
