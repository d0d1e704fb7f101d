import type { TextKind } from '../../text/kind.js';
import type { Extract } from './bullets.js';
import { codeExtract } from './codeExtract.js';
import { diffExtract } from './diffExtract.js';
import { jsonExtract } from './jsonExtract.js';
import { logExtract } from './logExtract.js';
import { notebookExtract } from './notebookExtract.js';
import type { Source } from './source.js';
import { tableExtract } from './tableExtract.js';

export { mergeExtracts } from './merge.js';

/** How an extract of each kind of text is made, apart from prose. */
export const EXTRACTS: Readonly<
  Record<Exclude<TextKind, 'prose' | 'markdown'>, (source: Source) => Promise<Extract>>
> = {
  log: logExtract,
  code: codeExtract,
  diff: diffExtract,
  csv: tableExtract,
  json: jsonExtract,
  notebook: notebookExtract,
};
