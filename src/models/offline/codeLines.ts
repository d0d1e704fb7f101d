import { Breath } from '../../common/breath.js';
import { codeSpan, plainText } from '../../text/inlineMarkdown.js';
import { linesOf } from '../../text/lines.js';
import { counted, shortened, type Bullet } from './bullets.js';
import { IMPORT, type Definition } from './definition.js';

const MOST = { openings: 1000, imports: 12, remembered: 200, marks: 5, tests: 30 };

/** What the lines of code show without a grammar. */
export interface Seen {
  readonly definitions: readonly Definition[];
  /** The first lines of what stands apart, where nothing is known of the language. */
  readonly openings: readonly Bullet[];
  readonly imports: readonly Bullet[];
  readonly marks: readonly Bullet[];
  readonly tests: readonly Bullet[];
}

const DEFINITION =
  /^(?:(?:export|default|public|private|protected|internal|static|abstract|final|async|pub|open|sealed|data|override|local) )*(?:function|def|class|interface|struct|enum|trait|module|namespace|func|fun|fn|sub|proc|type|object|protocol|extension|macro|resource|variable|CREATE (?:OR REPLACE )?(?:TABLE|VIEW|FUNCTION|PROCEDURE|INDEX)|create (?:table|view|function|procedure|index)|\w+\(\) ?\{)(?: |$|\{)/;
/** Keys of settings, rules of style sheets, targets of makefiles. */
const OPENING = /^[\w."'[#@*&-][^;{}()=]{0,100}(?::|\{|\])$|^\[[^\]]{1,100}\]$/;
const TEST = /^(\s{0,40})(?:describe|context|suite|it|test)(?:\.\w+)?\((['"`])(.{1,200})\2,/;
/** What the author of the code that is read left to do, for the section "To do" of its extract. */
const MARK = /(?:^|[^\w])(TODO|FIXME|XXX|HACK)\b(?=[:( ])/;

/** Reads code line by line. */
export async function seenIn(text: string, signal: AbortSignal): Promise<Seen> {
  const breath = new Breath(signal);
  const definitions: Definition[] = [];
  const openings: Bullet[] = [];
  const marks: Bullet[] = [];
  const tests: Bullet[] = [];
  let isInImports = false;
  const imports = { names: new Set<string>(), first: 0, last: 0 };
  for (const { text: line, number } of linesOf(text)) {
    if (breath.isDue(line.length)) await breath.take();
    const head = line.slice(0, 300).trimEnd();
    if (isInImports) {
      // As in Go, or where the names of an import stand each on its line.
      const name = /^\s{1,20}\S{0,60}\s?"([^"]{1,120})"|^\}\s?from\s?['"]([^'"]{1,120})/.exec(head);
      const imported = name?.[1] ?? name?.[2];
      if (imported !== undefined && imports.names.size < MOST.remembered) imports.names.add(imported);
      imports.last = number;
      isInImports = !/^[)}]|;$/.test(head);
      continue;
    }
    const isOutermost = /^\S/.test(head);
    if (isOutermost && DEFINITION.test(head)) {
      definitions.push({ title: head.replace(/[\s{:]{1,9}$/, ''), line: number, level: 0, doc: '' });
    } else if (isOutermost && IMPORT.test(head) && !/^(?:export|package)\b/.test(head)) {
      imports.first ||= number;
      imports.last = number;
      isInImports = /^import\b.*[({]$/.test(head);
      if (imports.names.size < MOST.remembered) imports.names.add(nameOfImport(head));
    } else if (isOutermost && OPENING.test(head) && openings.length < MOST.openings) {
      openings.push({
        text: codeSpan(shortened(head.replace(/[\s{:]{1,9}$/, ''), 100)),
        ...at(number),
      });
    }
    const test = tests.length < MOST.tests ? TEST.exec(head) : null;
    if (test !== null)
      tests.push({ ...at(number), text: plainText(test[3] ?? ''), level: depthOf(test[1] ?? '') });
    if (marks.length < MOST.marks && MARK.test(head) && /\/\/|#|\*|--|;/.test(head))
      marks.push({ text: codeSpan(shortened(head.trim(), 160)), ...at(number) });
  }
  return {
    definitions,
    openings,
    marks,
    tests: tests.length >= 3 ? tests : [],
    imports: importBullets(imports),
  };
}

function nameOfImport(line: string): string {
  const quoted = /["'<]([^"'<>]{1,120})["'>]/.exec(line)?.[1];
  return quoted ?? line.replace(/^(?:import|from|use|using|package|static)\s/, '').replace(/[;\s].*$/, '');
}

function importBullets({
  names,
  first,
  last,
}: {
  readonly names: ReadonlySet<string>;
  readonly first: number;
  readonly last: number;
}): readonly Bullet[] {
  const named = [...names].filter((name) => /\w/.test(name));
  if (named.length === 0) return [];
  const told = named.slice(0, MOST.imports).map((name) => codeSpan(shortened(name, 60)));
  const rest = named.length - told.length;
  return [
    {
      text: `${told.join(', ')}${rest > 0 ? ` and ${counted(rest, 'other')}` : ''}`,
      fromLine: first,
      toLine: last,
    },
  ];
}

function at(line: number): { readonly fromLine: number; readonly toLine: number } {
  return { fromLine: line, toLine: line };
}

/** How deep a line is indented, by two or four blanks each. */
function depthOf(blanks: string): number {
  return Math.min(3, Math.ceil(blanks.replaceAll('\t', '  ').length / 2 / (blanks.length > 6 ? 2 : 1)));
}
