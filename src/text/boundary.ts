/** A place where something begins, so that a text is better cut before it than elsewhere. */
export interface Boundary {
  /** Where, in UTF-16 code units. */
  readonly at: number;
  /** How deep it is nested; 0 for the outermost. */
  readonly level: number;
  /** What begins here: a heading, the first line of a function. */
  readonly title?: string;
}

/** How a text is built, as far as it is known. */
export interface TextStructure {
  /** Where a text is cut within its outermost things: a log between entries, prose between sentences. */
  readonly kind: 'prose' | 'code' | 'log';
  /** In the text's order. */
  readonly boundaries: readonly Boundary[];
}
