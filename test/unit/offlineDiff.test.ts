import assert from 'node:assert/strict';
import { extractLines, sectionOf } from '../support/extracts.js';

const FILES = `diff --git a/src/a.ts b/src/a.ts
index 1..2 100644
--- a/src/a.ts
+++ b/src/a.ts
@@ -1,4 +1,5 @@ export function parse(text: string) {
 same
--- a line that was removed
+++ a line that was added
+another
 same
 same
@@ -30,2 +31,2 @@ import {
-x
+y
 z
diff --git a/src/old.ts b/src/new.ts
similarity index 100%
rename from src/old.ts
rename to src/new.ts
diff --git a/b.png b/b.png
new file mode 100644
index 0..1
Binary files /dev/null and b/b.png differ
diff --git a/c.ts b/c.ts
deleted file mode 100644
--- a/c.ts
+++ /dev/null
@@ -1 +0,0 @@
-gone
`;

describe('The offline extract of a diff', () => {
  it('tells the subject of the commit, and each file with its lines, how it changed, and in which functions', async () => {
    const text = `commit 0123456789abcdef\nAuthor: A <a@b>\nDate:   now\n\n    Say it better\n\n    At length.\n\n${FILES}`;
    const lines = await extractLines(text);
    assert.deepEqual(lines, [
      '**Diff: 4 files, 3 lines added, 3 removed** (lines 1–37)',
      '- `012345678`: `Say it better` (lines 1–5)',
      '### Files',
      '- `src/a.ts` changed, +3 −2: in `export function parse(text: string)` (lines 9–23)',
      '- `src/new.ts` renamed from `src/old.ts` (lines 24–27)',
      '- `b.png` binary (lines 28–31)',
      '- `c.ts` deleted, +0 −1 (lines 32–37)',
    ]);
  });

  it('tells the subjects of a series of patches', async () => {
    const patch = (id: string, subject: string): string =>
      `From ${id.repeat(40)} Mon Sep 17 00:00:00 2001\nFrom: A <a@b>\nDate: now\nSubject: [PATCH 1/2] ${subject}\n\n---\n a.ts | 2\n\n${FILES}-- \n2.40\n\n`;
    const lines = await extractLines(
      patch('a', 'Say it') + patch('b', 'Say it better than it\n was said before'),
    );
    assert.match(lines[0] ?? '', /^\*\*Diff: 2 commits, 8 files, 6 lines added, 6 removed\*\*/);
    const commits = sectionOf(lines, 'Commits').map((line) => line.replace(/ \(.*/, ''));
    assert.deepEqual(commits, [
      '- `aaaaaaaaa`: `Say it`',
      '- `bbbbbbbbb`: `Say it better than it was said before`',
    ]);
  });

  it('tells a list of commits', async () => {
    const commit = (subject: string): string =>
      `commit ${'a'.repeat(40)}\nAuthor: A <a@b>\nDate: now\n\n    ${subject}\n\n`;
    const lines = await extractLines(commit('One') + commit('Other'));
    assert.equal(lines[0], '**Git log: 2 commits** (lines 1–12)');
  });

  it('takes the largest changes where there are many, and what programs wrote last', async () => {
    const file = (name: string, added: number): string =>
      `diff --git a/${name} b/${name}\n--- a/${name}\n+++ b/${name}\n@@ -0,0 +1,${String(added)} @@\n${'+x\n'.repeat(added)}`;
    const many = Array.from({ length: 30 }, (_, index) => file(`f${String(index)}.ts`, index + 1)).join('');
    const lines = await extractLines(file('package-lock.json', 500) + many);
    const files = sectionOf(lines, 'Files');
    assert.equal(files.length, 21);
    assert.match(files[0] ?? '', /^- `f10\.ts` changed/);
    assert.match(files.at(-1) ?? '', /^- 11 more files, \+555 −0/);
  });

  it('counts what stands at the beginning of a part', async () => {
    const lines = await extractLines('+a\n+b\n-c\n@@ -9,2 +9,2 @@ foo()\n a\n+b\n-c\n', {
      title: 'x.diff',
      isContinued: true,
      firstLine: 51,
    });
    assert.equal(lines[0], '**Diff: 1 file, 3 lines added, 2 removed** (lines 51–57)');
    assert.equal(lines[1], '- `(continued from above)` changed, +3 −2: in `foo()` (lines 51–57)');
  });
});
