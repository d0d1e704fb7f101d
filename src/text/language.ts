/** How a language shows, line by line. */
type Signs = readonly (readonly [languageId: string, sign: RegExp])[];

/** Lines that only one language, or a family, has; identifiers as VS Code names them. */
const SIGNS: Signs = [
  [
    'python',
    /^\s*(?:(?:async )?def \w+\(|class \w+(?:\(.*\))?:|from [\w.]+ import |import [\w.]+(?: as \w+)?$|elif .*:$|except.*:$|if __name__|@\w[\w.]*(?:\(.*\))?$|(?:for|while|if|with) .*:$)/,
  ],
  [
    'typescript',
    /^\s*(?:(?:export |declare )*(?:interface \w+|type \w+(?:<.*>)? =|enum \w+|abstract class)|(?:private|public|protected|readonly) (?:\w+ )*\w+[:(?]|import type )|\w\??: (?:string|number|boolean|void|unknown|readonly|Promise<|\w+\[\])/,
  ],
  [
    'javascript',
    /^\s*(?:import .*from ['"]|import ['"]|export (?:default|const|function|async|class|\{|\*)|(?:const|let|var) [\w{[$]|(?:async )?function\b|(?:module\.)?exports\b|describe\(|it\()|=> [{(]?$|=== /,
  ],
  [
    'java',
    /^\s*(?:package [\w.]+;|import (?:static )?[\w.]+(?:\.\*)?;|(?:public|private|protected) (?:(?:static|final|abstract|class|void|interface|record) )+|@Override|System\.out)/,
  ],
  [
    'csharp',
    /^\s*(?:using [\w.]+;|namespace [\w.]+[;{]?$|(?:public|private|internal) (?:sealed|partial|async|override|static class|string|record)|\[\w+(?:\(.*\))?\]$)/,
  ],
  [
    'cpp',
    /^\s*(?:#\s?(?:include|define|ifndef|ifdef|endif|pragma)\b|template ?<|using namespace|typedef |extern |static (?:inline|const|void|int)|(?:const )?(?:int|void|char|bool|size_t|double|unsigned|struct) \*?\w+[ ,;(=*[])|std::|\w->\w/,
  ],
  [
    'rust',
    /^\s*(?:use (?:\w+::|crate|std)|(?:pub(?:\(\w+\))? )?(?:fn|struct|enum|mod|trait|impl)\b|let mut |#\[\w+|match .*\{$)|\b(?:Some|Ok|Err)\(/,
  ],
  [
    'go',
    /^(?:package \w+$|import \(|import "|func [\w(]|type \w+ (?:struct|interface)|var \w+ )|\w := |if err != nil/,
  ],
  [
    'php',
    /^\s*<\?php|^\s*\$\w+ ?=|\$this->|^\s*(?:namespace|use) [\w\\]+;|^\s*(?:public|private|protected) function /,
  ],
  [
    'ruby',
    /^\s*(?:require(?:_relative)? ['"]|def [\w.?!]+(?:\(.*\))?$|end$|module [A-Z]\w*$|attr_\w+ :|.* do(?: \|.*\|)?$)/,
  ],
  [
    'shellscript',
    /^(?:#!.*\b(?:ba|z|da)?sh\b)|^\s*(?:if \[|then$|fi$|done$|esac$|elif \[|export \w+=|echo |set -\w|\w+\(\) ?\{$|for \w+ in .*; do|sudo |source )/,
  ],
  [
    'sql',
    /^\s*(?:SELECT|INSERT INTO|UPDATE \w|DELETE FROM|CREATE (?:TABLE|INDEX|VIEW)|ALTER TABLE|DROP |FROM \w|WHERE \w|(?:LEFT |INNER )?JOIN )/,
  ],
  ['css', /^\s*(?:[.#@&:*]?[\w-][\w\s.#:>,*-]{0,80}\{|[a-z-]{2,30}: [^;{}]{1,80};|--[\w-]{1,40}:)/],
  ['kotlin', /^\s*(?:fun \w|val \w+|data class|object \w+|override fun|private val|import [\w.]+$)/],
  [
    'swift',
    /^\s*(?:import (?:Foundation|UIKit|SwiftUI)|(?:public |private )?func \w|guard let|if let|(?:public )?(?:struct|extension|protocol) \w+)/,
  ],
  ['xml', /^\s*<(?:[?!/]?[A-Za-z][\w:.-]{0,60})(?:\s[^<>]{0,200})?\/?>/],
];

/** What most lines of code end or begin with, in any language. */
const CODE_LINE =
  /[{};]$|[([,\\]$|^\s*[})\]]|^\s*(?:\/\/|\/\*|\*\/|\* |#\S|# |--|<\/?\w|@\w)|^\s*(?:return|if|for|while|else|import|from|const|let|var|def|class|public|private|static|end|fi|done|elif|use|pub|fn)\b|\w\(.{0,200}\)|[=!]==?|=>|->|::|\w = \S|:=/;

const YAML_LINE = /^ {0,60}(?:- )?[\w./"'@-]{1,60}:(?: .{0,120})?$|^ {0,60}- \S/;
const SETTING_LINE = /^[\w.-]{1,60} ?= ?.{0,120}$|^\[[\w. "-]{1,60}\]$|^[A-Z_]{2,40}=/;

/** The share of its lines that has to look like code. */
const LEAST_CODE = 0.4;

/**
 * The language of a text that is code, by its lines.
 *
 * @param lines a sample, without blank lines
 * @returns VS Code's identifier, `code` for one that is not known, undefined for other text
 */
export function codeLanguageOf(lines: readonly string[]): string | undefined {
  if (lines.length === 0) return undefined;
  if (/^#!.{0,100}\bpython/.test(lines[0] ?? '')) return 'python';
  if ((lines[0] ?? '').startsWith('<?xml')) return 'xml';
  const best = bestOf(lines);
  const alike = lines.filter((line) => CODE_LINE.test(line) && !isSentence(line)).length;
  if (alike >= lines.length * LEAST_CODE && alike >= 2) {
    if (best !== undefined && best.count >= Math.max(1, lines.length * 0.02)) return best.languageId;
    if (alike >= lines.length * 0.7 && lines.some((line) => /[{};]$/.test(line))) return 'code';
  }
  if (lines.length < 3) return undefined;
  if (lines.every((line) => YAML_LINE.test(line) || /^\s*#|^---$/.test(line)) && lines.some(isNested))
    return 'yaml';
  const settings = lines.filter((line) => SETTING_LINE.test(line)).length;
  return settings >= lines.length * 0.8 ? 'ini' : undefined;
}

function isNested(line: string): boolean {
  return /^ {2,60}[\w-]{1,60}:|^[\w-]{1,60}:$/.test(line);
}

/** Prose may have parentheses and keywords, but its lines begin and end as sentences do. */
function isSentence(line: string): boolean {
  return /^[A-Z][\w’']* [\w’']+ [\w’', -]{10,}/.test(line) && !/[{};()]$/.test(line);
}

function bestOf(lines: readonly string[]): { languageId: string; count: number } | undefined {
  const counts = SIGNS.map(([languageId, sign]) => ({
    languageId,
    count: lines.filter((line) => sign.test(line)).length,
  })).filter(({ count }) => count > 0);
  counts.sort((one, other) => other.count - one.count);
  const [best] = counts;
  const countOf = (id: string): number => counts.find(({ languageId }) => languageId === id)?.count ?? 0;
  // TypeScript is JavaScript with more.
  if (best?.languageId === 'javascript' && countOf('typescript') > 0)
    return { ...best, languageId: 'typescript' };
  if (best?.languageId === 'javascript') return { ...best, languageId: 'javascriptreact' };
  return best;
}
