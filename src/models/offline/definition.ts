/** Something that code defines. */
export interface Definition {
  /** Its first line, without what opens its body. */
  readonly title: string;
  readonly line: number;
  /** 0 for the outermost. */
  readonly level: number;
  /** The first sentence of its doc comment; empty if it has none. */
  readonly doc: string;
}

/** How a line begins that names what other code is used. */
export const IMPORT =
  /^(?:import\b|from\b|use\b|using\b|package\b|#include\b|export (?:\*|\{|type \{)|require\b)/;
