/** A place where something begins, which makes it a good place to split a text. */
export interface Boundary {
  /** Its position, in UTF-16 code units. */
  readonly at: number;
  /** Its nesting level; 0 for the outermost. */
  readonly level: number;
  /** What begins here: a heading, the first line of a function. */
  readonly title?: string;
}

/** The known structure of a text. */
export interface TextStructure {
  /** How to split between boundaries: a log between entries, prose between sentences. */
  readonly kind: 'prose' | 'code' | 'log';
  /** In text order. */
  readonly boundaries: readonly Boundary[];
  /** From where on its grammar gave it up, so that there are no boundaries, in UTF-16 code units. */
  readonly unparsedFrom?: number;
}
