import type { Parser } from '@lezer/common';

/** How to parse a text. All of these parsers recover from errors. */
export interface Grammar {
  readonly parser: Parser;
  /** Applied to a text before it is parsed; it must keep its length. */
  readonly prepare?: (text: string) => string;
}

/** The languages with a grammar, by VS Code's identifiers; each grammar is loaded when it is used. */
const GRAMMARS: Readonly<Record<string, () => Promise<Grammar>>> = {
  markdown: async () => {
    const [{ markdown }, { withoutDeepMarkers }] = await Promise.all([
      import('./markdown.js'),
      import('./markdownMarkers.js'),
    ]);
    return { parser: markdown, prepare: withoutDeepMarkers };
  },
  javascript: async () => await javascript(''),
  javascriptreact: async () => await javascript('jsx'),
  typescript: async () => await javascript('ts'),
  typescriptreact: async () => await javascript('ts jsx'),
  python: async () => await import('@lezer/python'),
  java: async () => await import('@lezer/java'),
  c: async () => await import('@lezer/cpp'),
  cpp: async () => await import('@lezer/cpp'),
  rust: async () => await import('@lezer/rust'),
  go: async () => await import('@lezer/go'),
  php: async () => await import('@lezer/php'),
};

async function javascript(dialect: string): Promise<Grammar> {
  const { parser } = await import('@lezer/javascript');
  return { parser: parser.configure({ dialect }) };
}

/**
 * The grammar of a language.
 *
 * @param languageId VS Code's identifier
 * @returns undefined if there is none
 */
export async function grammarFor(languageId: string): Promise<Grammar | undefined> {
  return Object.hasOwn(GRAMMARS, languageId) ? await GRAMMARS[languageId]?.() : undefined;
}
