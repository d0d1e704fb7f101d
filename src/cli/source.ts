/** Where the text comes from, as named on the command line. */
export type Source =
  | { readonly kind: 'standardInput' }
  /** Names and globs of files. */
  | { readonly kind: 'files'; readonly names: readonly string[] }
  /** What changed: the working tree against a commit, by default HEAD, or within a range. */
  | { readonly kind: 'diff'; readonly revision: string | undefined; readonly paths: readonly string[] };

/** A text and where it is from. */
export interface NamedText {
  /** As on the command line; empty for standard input. */
  readonly name: string;
  readonly text: string;
}
