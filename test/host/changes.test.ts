import assert from 'node:assert/strict';
import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import { changesSource } from '../../src/extension/sources/git/changes.js';
import type { DiffOf } from '../../src/extension/sources/git/gitDiff.js';
import type { SourceText } from '../../src/extension/sources/sourceText.js';
import { finished } from '../support/processes.js';

/**
 * In a real repository. VS Code's Git extension does not run in a window that is not trusted, as this one, so what it
 * tells is made up.
 */
describe('Changes in a Git repository as a source', () => {
  let root = '';
  const git = async (...args: readonly string[]): Promise<string> => {
    const who = ['-c', 'user.name=A', '-c', 'user.email=a@example.com', '-c', 'init.defaultBranch=main'];
    const { code, stdout, stderr } = await finished('git', [...who, ...args], { cwd: root });
    assert.equal(code, 0, stderr);
    return stdout.trim();
  };
  const write = async (name: string, content: string): Promise<void> => {
    await writeFile(path.join(root, name), content);
  };
  const read = async (what: DiffOf): Promise<SourceText> => {
    const baseOf = (): Promise<undefined> => Promise.resolve(undefined);
    const repository = { rootUri: vscode.Uri.file(root), branch: 'feature', isSelected: true, baseOf };
    return await changesSource(what, 'git', repository)(new AbortController().signal);
  };

  before(async () => {
    root = await mkdtemp(path.join(tmpdir(), 'mcp-summarize-git-'));
    await git('init', '-q');
    await write('a b.txt', 'one\n');
    await write('.env', 'TOKEN=first\n');
    await git('add', '.');
    await git('commit', '-qm', 'The first commit');
    await vscode.workspace
      .getConfiguration('mcpSummarize')
      .update('ignoredFiles', ['.env*'], vscode.ConfigurationTarget.Global);
  });
  after(async () => {
    await vscode.workspace
      .getConfiguration('mcpSummarize')
      .update('ignoredFiles', undefined, vscode.ConfigurationTarget.Global);
    await rm(root, { recursive: true, force: true });
  });

  it('say so if there are none', async () => {
    await assert.rejects(read({ kind: 'staged' }), { message: /^Nothing is staged/ });
    await assert.rejects(read({ kind: 'workingTree', untracked: true }), {
      message: /^Nothing in the working tree/,
    });
  });

  it('are a commit with its message, the very first one too, without files that are never sent', async () => {
    const { text, title, part, leftOut, languageId } = await read({
      kind: 'commit',
      commit: await git('rev-parse', 'HEAD'),
    });
    assert.match(
      text,
      /^commit [0-9a-f]{40}\n\nThe first commit\n\ndiff --git a\/a b\.txt b\/a b\.txt\nnew file/,
    );
    assert.doesNotMatch(text, /TOKEN/);
    assert.match(title, /^Commit [0-9a-f]{7}$/);
    assert.deepEqual(
      [part, leftOut, languageId],
      ['1 file, 1 left out', ['.env (in “Ignored Files”)'], 'diff'],
    );
  });

  it('are those of the working tree with new files, and apart from them the staged ones', async () => {
    await write('a b.txt', 'two\n');
    await git('add', '.');
    await write('a b.txt', 'three\n');
    await write('new.txt', 'new\nlines');
    await write('.env.local', 'TOKEN=second\n');
    const tree = await read({ kind: 'workingTree', untracked: true });
    assert.match(tree.text, /-two\n\+three\n/);
    assert.match(tree.text, /--- \/dev\/null\n\+\+\+ b\/new\.txt\n@@ -0,0 \+1,2 @@\n\+new\n\+lines\n$/);
    assert.equal(tree.part, '2 files, 1 left out');
    const staged = await read({ kind: 'staged' });
    assert.match(staged.text, /-one\n\+two\n/);
    assert.deepEqual([staged.title, staged.part], ['Staged changes', '1 file']);
  });

  it('are the same however the user has set up Git', async () => {
    await git('config', 'diff.external', 'false');
    await git('config', 'color.ui', 'always');
    await git('config', 'diff.noprefix', 'true');
    assert.match(
      (await read({ kind: 'staged' })).text,
      /^diff --git a\/a b\.txt b\/a b\.txt\n[^[]*-one\n\+two\n$/,
    );
  });

  it('are those of a branch with its commits’ subjects, without a file renamed to be never sent', async () => {
    await git('commit', '-qam', 'Two');
    await git('checkout', '-q', '-b', 'feature', 'HEAD~1', '--force');
    await write('c.txt', 'c\n');
    await rename(path.join(root, 'a b.txt'), path.join(root, '.env.old'));
    await git('add', '-A', '.');
    await git('commit', '-qm', 'Renames');
    const { text, title, leftOut } = await read({ kind: 'range', base: 'main', head: 'feature' });
    assert.match(text, /^Commits:\n\n- Renames\n\ndiff --git /);
    assert.match(text, /\+c\n/);
    assert.doesNotMatch(text, /\.env\.old|TOKEN/);
    assert.equal(title, 'Changes of feature');
    assert.ok(leftOut?.some((each) => each.startsWith('.env.old')));
  });
});
