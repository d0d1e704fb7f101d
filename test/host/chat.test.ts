import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import { questionIn, sourceOf } from '../../src/extension/chat/askedSource.js';
import { readDocument } from '../../src/extension/sources/document.js';
import type { SourceText } from '../../src/extension/sources/sourceText.js';
import { MemoryLog } from '../support/fakes.js';

const { signal } = new AbortController();

describe('A request in the chat', () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'mcp-summarize-chat-'));
    await writeFile(path.join(folder, 'one.txt'), 'a\nb\nc\n');
    await writeFile(path.join(folder, 'two.txt'), 'second\n');
    await writeFile(path.join(folder, 'dot.png'), Buffer.from('89504e470d0a1a0a', 'hex'));
    await writeFile(path.join(folder, 'dot.bmp'), 'BM');
    await writeFile(path.join(folder, 'photo.png'), Buffer.from('ffd8ffe000104a46', 'hex'));
    await writeFile(path.join(folder, 'page.png'), '<!doctype html>');
    await writeFile(path.join(folder, 'large.png'), Buffer.alloc(5 * 1024 * 1024 + 1));
  });
  after(async () => {
    await rm(folder, { recursive: true });
  });
  const file = (name: string): vscode.Uri => vscode.Uri.file(path.join(folder, name));
  const read = async (...values: readonly unknown[]): Promise<SourceText> => {
    const references = values.map((value, index) => ({ id: String(index), value }));
    return await sourceOf({ prompt: '', references }, new MemoryLog())(signal);
  };

  it('is about the file, the lines, the files or the text that it refers to', async () => {
    assert.equal((await read(file('one.txt'))).text, 'a\nb\nc\n');
    const lines = await read(new vscode.Location(file('one.txt'), new vscode.Range(1, 0, 2, 1)));
    assert.equal(lines.text, 'b\nc');
    assert.equal(lines.firstLine, 2);
    const both = await read(file('one.txt'), file('two.txt'));
    assert.match(both.text, /one\.txt =====\n\na\n[^]*two\.txt =====\n\nsecond/);
    assert.equal((await read('pasted')).text, 'pasted');
  });

  it('is a question only if there is more than references', () => {
    const at = (start: number): vscode.ChatPromptReference[] => [
      { id: 'f', value: file('one.txt'), range: [start, start + '#file:one.txt'.length] },
    ];
    assert.equal(questionIn({ prompt: ' #file:one.txt ', references: at(1) }), '');
    assert.equal(questionIn({ prompt: 'does #file:one.txt end?', references: at(5) }), 'does one.txt end?');
    assert.equal(questionIn({ prompt: '', references: [] }), '');
  });

  it('may be about an image that models take', async () => {
    const { image, text, title } = await readDocument(file('dot.png'));
    assert.deepEqual(
      { image, text, title },
      {
        image: { type: 'image', mimeType: 'image/png', data: 'iVBORw0KGgo=' },
        text: '',
        title: 'dot.png',
      },
    );
    // Its name may be wrong.
    assert.equal((await readDocument(file('photo.png'))).image?.mimeType, 'image/jpeg');
    for (const name of ['dot.bmp', 'page.png'])
      await assert.rejects(readDocument(file(name)), { message: /^Models take PNG, JPEG, GIF and WebP;/ });
    await assert.rejects(readDocument(file('large.png')), {
      message: /^The image has 5\.0 MiB, and models take up to 5;/,
    });
    await assert.rejects(readDocument(file('gone.png')), { message: /^The image cannot be read;/ });
  });
});
