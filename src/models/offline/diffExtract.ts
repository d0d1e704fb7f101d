import { Breath } from '../../common/breath.js';
import { codeSpan } from '../../text/inlineMarkdown.js';
import { linesOf } from '../../text/lines.js';
import { counted, inWords, shortened, type Bullet, type Extract } from './bullets.js';
import { wholeOf, type Source } from './source.js';

const MOST = { commits: 12, files: 20, functions: 6 };
/**
 * What stands behind a hunk's numbers is the last line above it that is not indented; not all of them are functions.
 */
const DEFINITION =
  /[\w$>] ?\(|\b(?:class|interface|struct|enum|impl|trait|module|namespace|def|fn|func|function|type|record|object)\b \w/;
/** How many functions of a file are remembered. */
const REMEMBERED = 50;
/** Files that programs write; what people wrote comes first. */
const GENERATED =
  /(?:^|\/)(?:package-lock\.json|yarn\.lock|pnpm-lock\.yaml|Cargo\.lock|go\.sum|poetry\.lock)$|\.min\.\w+$|\.(?:snap|map)$/;

interface ChangedFile {
  name: string;
  how: 'changed' | 'new' | 'deleted' | 'binary' | `renamed from ${string}`;
  added: number;
  removed: number;
  readonly functions: Map<string, number>;
  readonly fromLine: number;
  toLine: number;
}

interface Commit {
  readonly id: string;
  subject: string;
  readonly fromLine: number;
  toLine: number;
}

/** What a diff changes: its commits, and each file with how much of it, and in which functions. */
export async function diffExtract({ text, signal }: Source): Promise<Extract> {
  const reader = new DiffReader();
  const breath = new Breath(signal);
  for (const { text: line, number } of linesOf(text)) {
    if (breath.isDue(line.length)) await breath.take();
    reader.add(line, number);
  }
  const { files, commits } = reader;
  const added = sum(files, 'added');
  const removed = sum(files, 'removed');
  const figures = [
    ...(commits.length > 1 ? [counted(commits.length, 'commit')] : []),
    ...(files.length > 0
      ? [
          counted(files.length, 'file'),
          counted(added, 'line added', 'lines added'),
          `${inWords(removed)} removed`,
        ]
      : []),
  ];
  return {
    lead: {
      text: `${files.length === 0 ? 'Git log' : 'Diff'}: ${figures.join(', ') || counted(commits.length, 'commit')}`,
      ...wholeOf(text),
    },
    sections: [
      { ...(commits.length > 1 && { heading: 'Commits' }), bullets: commitBullets(commits) },
      { ...(files.length > 1 && { heading: 'Files' }), bullets: fileBullets(files) },
    ],
  };
}

function sum(files: readonly ChangedFile[], what: 'added' | 'removed'): number {
  return files.reduce((total, file) => total + file[what], 0);
}

function commitBullets(commits: readonly Commit[]): readonly Bullet[] {
  const rest = commits.slice(MOST.commits);
  return [
    ...commits.slice(0, MOST.commits).map(({ id, subject, ...lines }) => ({
      ...lines,
      text: `${id === '' ? 'Commit' : codeSpan(id.slice(0, 9))}: ${codeSpan(shortened(subject || 'no subject', 160))}`,
    })),
    ...moreOf(rest, counted(rest.length, 'more commit')),
  ];
}

/** The files with the largest changes, in the order of the diff. */
function fileBullets(files: readonly ChangedFile[]): readonly Bullet[] {
  const size = ({ name, added, removed }: ChangedFile): number =>
    GENERATED.test(name) ? 0 : 1 + added + removed;
  const largest = new Set([...files].sort((one, other) => size(other) - size(one)).slice(0, MOST.files));
  const rest = files.filter((file) => !largest.has(file));
  const changes = `+${inWords(sum(rest, 'added'))} −${inWords(sum(rest, 'removed'))}`;
  return [
    ...files.filter((file) => largest.has(file)).map(fileBullet),
    ...moreOf(rest, `${counted(rest.length, 'more file')}, ${changes}`),
  ];
}

function fileBullet({ name, how, added, removed, functions, fromLine, toLine }: ChangedFile): Bullet {
  const touched = [...functions.keys()].slice(0, MOST.functions).map((one) => codeSpan(shortened(one, 80)));
  const more = functions.size - touched.length;
  const changes =
    how === 'binary' || (added + removed === 0 && how !== 'changed')
      ? ''
      : `, +${inWords(added)} −${inWords(removed)}`;
  const renamed = how.startsWith('renamed') ? `renamed from ${codeSpan(shortened(how.slice(13), 120))}` : how;
  const where =
    touched.length === 0 ? '' : `: in ${touched.join(', ')}${more > 0 ? ` and ${inWords(more)} more` : ''}`;
  return { text: `${codeSpan(shortened(name, 160))} ${renamed}${changes}${where}`, fromLine, toLine };
}

function moreOf(rest: readonly Pick<Bullet, 'fromLine' | 'toLine'>[], text: string): readonly Bullet[] {
  const [first, last] = [rest[0], rest.at(-1)];
  return first === undefined || last === undefined
    ? []
    : [{ text, fromLine: first.fromLine, toLine: last.toLine }];
}

/** Reads a diff line by line. */
class DiffReader {
  readonly files: ChangedFile[] = [];
  readonly commits: Commit[] = [];
  #file: ChangedFile | undefined;
  /** How many lines of the hunk are still to come. */
  #old = 0;
  #new = 0;
  /** Where a commit's subject may stand. */
  #awaits: 'indented' | 'mail' | undefined;
  #isAtStart = true;

  add(line: string, number: number): void {
    if (this.#old > 0 || this.#new > 0) {
      if (this.#hunkLine(line, number)) return;
      this.#old = this.#new = 0;
    }
    if (!this.#header(line, number)) this.#other(line, number);
    if (this.#file !== undefined && line !== '') this.#file.toLine = number;
  }

  /** @returns whether the line belongs to the hunk */
  #hunkLine(line: string, number: number): boolean {
    const sign = line.charAt(0);
    if (sign === '+') this.#new--;
    else if (sign === '-') this.#old--;
    else if (sign === ' ' || line === '') {
      this.#new--;
      this.#old--;
    } else if (sign !== '\\') return false;
    const file = this.#fileAt(number);
    if (sign === '+') file.added++;
    if (sign === '-') file.removed++;
    file.toLine = number;
    return true;
  }

  #header(line: string, number: number): boolean {
    const head = line.slice(0, 1000);
    const hunk = /^@@ -\d{1,9}(?:,(\d{1,9}))? \+\d{1,9}(?:,(\d{1,9}))? @@ ?(.*)$/.exec(head);
    if (hunk !== null) {
      const [, old = '1', now = '1', place = ''] = hunk;
      this.#isAtStart = false;
      this.#old = Number(old);
      this.#new = Number(now);
      const { functions } = this.#fileAt(number);
      const name = place.replace(/[\s{:(]{1,9}$/, '').trim();
      if (DEFINITION.test(name) && functions.size < REMEMBERED) functions.set(name, number);
      return true;
    }
    const git = /^diff --(?:git|cc|combined) (.*)$/.exec(head)?.[1];
    if (git !== undefined) {
      this.#begin(nameInGit(git), number);
      return true;
    }
    return this.#commit(head, number);
  }

  #commit(head: string, number: number): boolean {
    const commit = /^commit ([\da-f]{7,64})\b/.exec(head)?.[1];
    const mail = /^From ([\da-f]{40}) /.exec(head)?.[1];
    const id = commit ?? mail;
    const subject = /^Subject: (?:\[[^\]]{0,60}\] ?)?(.*)$/.exec(head)?.[1];
    if (id !== undefined) {
      this.#file = undefined;
      this.#isAtStart = false;
      this.commits.push({ id, subject: '', fromLine: number, toLine: number });
      this.#awaits = commit === undefined ? undefined : 'indented';
      return true;
    }
    if (subject === undefined || this.#file !== undefined) return false;
    this.#isAtStart = false;
    const last = this.commits.at(-1);
    if (last?.subject === '') Object.assign(last, { subject, toLine: number });
    else this.commits.push({ id: '', subject, fromLine: number, toLine: number });
    this.#awaits = 'mail';
    return true;
  }

  #other(line: string, number: number): void {
    const commit = this.commits.at(-1);
    if (this.#awaits !== undefined && commit !== undefined && this.#file === undefined) {
      if (this.#awaits === 'indented' && /^ {4}\S/.test(line)) {
        commit.subject = line.trim();
        commit.toLine = number;
        this.#awaits = undefined;
        return;
      }
      if (this.#awaits === 'mail') {
        this.#awaits = undefined;
        // A long subject goes on below.
        if (/^ \S/.test(line)) commit.subject += line;
        return;
      }
    }
    this.#fact(line, number);
  }

  /** What is said of a file above its hunks, or what a diff without counts has. */
  #fact(line: string, number: number): void {
    const head = line.slice(0, 1000);
    const file = this.#file;
    const [, sign, name = ''] = /^(---|\+\+\+) ([^\t]*)/.exec(head) ?? [];
    if (sign === '---') {
      // Without a line of git's above it, this begins a file.
      if (file === undefined || file.added + file.removed > 0) this.#begin(withoutSide(name), number);
    } else if (sign === '+++' && file !== undefined) {
      if (name !== '/dev/null') file.name = withoutSide(name);
    } else if (file === undefined) {
      // A part of a diff may begin within a hunk.
      if (this.#isAtStart && /^[+-]/.test(line))
        this.#fileAt(number)[line.startsWith('+') ? 'added' : 'removed']++;
    } else if (head.startsWith('new file')) file.how = 'new';
    else if (head.startsWith('deleted file')) file.how = 'deleted';
    else if (head.startsWith('Binary files') || head.startsWith('GIT binary')) file.how = 'binary';
    else if (head.startsWith('rename from ')) file.how = `renamed from ${head.slice(12)}`;
    else if (this.#isAtStart && /^[+-]/.test(line)) file[line.startsWith('+') ? 'added' : 'removed']++;
  }

  #begin(name: string, number: number): ChangedFile {
    this.#isAtStart = false;
    this.#awaits = undefined;
    const file: ChangedFile = {
      name,
      how: 'changed',
      added: 0,
      removed: 0,
      functions: new Map(),
      fromLine: number,
      toLine: number,
    };
    this.files.push(file);
    this.#file = file;
    return file;
  }

  #fileAt(number: number): ChangedFile {
    if (this.#file !== undefined) return this.#file;
    const isAtStart = this.#isAtStart;
    const file = this.#begin('(continued from above)', number);
    this.#isAtStart = isAtStart;
    return file;
  }
}

/** The new name in `a/one b/other`. */
function nameInGit(names: string): string {
  const at = names.lastIndexOf(' b/');
  return at < 0 ? withoutSide(names) : names.slice(at + 3).replace(/"$/, '');
}

function withoutSide(name: string): string {
  return name.replace(/^"?[ab]\//, '').trimEnd();
}
