import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import { ChatView } from '../../src/extension/chat/chatView.js';
import { questionIn, sourceOf } from '../../src/extension/chat/askedSource.js';
import { readDocument } from '../../src/extension/sources/document.js';
import type { SourceText } from '../../src/extension/sources/sourceText.js';
import type { CitedSentence } from '../../src/contract/summarize.js';
import type { SummaryState } from '../../src/summary/state.js';
import { finished, RUNNING } from '../support/summaries.js';
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
    // Lines of one document are as if they were selected.
    const at = (line: number) => new vscode.Location(file('one.txt'), new vscode.Range(line, 0, line, 1));
    assert.equal((await read(at(2), at(0))).text, 'a\n\nc');
    const mixed = await read(at(0), file('two.txt'), 'pasted', { image: true });
    assert.equal(
      mixed.text,
      '===== one.txt =====\n\na\n\n===== two.txt =====\n\nsecond\n\n\n===== attached text =====\n\npasted',
    );
    assert.deepEqual(mixed.leftOut, ['1 attached (of a kind that cannot be read)']);
    await assert.rejects(read({ image: true }), { message: /^Attachments of this kind cannot be read;/ });
    assert.match((await read(vscode.Uri.file(folder))).text, /one\.txt =====[^]*two\.txt =====/);
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

/** A response as it was written, with its links in brackets. */
class Response {
  text = '';
  readonly stream: vscode.ChatResponseStream = {
    markdown: (value) => {
      this.text += typeof value === 'string' ? value : value.value;
    },
    anchor: (value, title = '') => {
      const lines =
        value instanceof vscode.Location
          ? `${String(value.range.start.line + 1)}-${String(value.range.end.line + 1)}`
          : '';
      this.text += `[${title} ${lines}]`;
    },
    button: () => undefined,
    filetree: () => undefined,
    progress: () => undefined,
    reference: () => undefined,
    push: () => undefined,
  };
}

describe('A response in the chat', () => {
  const source: SourceText = {
    text: 'a\nb\n',
    title: 'a.md',
    part: 'entire file',
    lines: '',
    firstLine: 1,
    languageId: 'markdown',
    identity: 'a',
    place: { uri: vscode.Uri.file('/a.md'), ranges: [] },
  };
  const running = (text: string): SummaryState => ({ ...RUNNING, texts: [text] });
  const done = (text: string): SummaryState => finished({ text });

  it('grows by lines, with links, and is written once', () => {
    const shown = new Response();
    const view = new ChatView(shown.stream, source);
    view.show(running('# One\nSee <https'));
    assert.equal(shown.text, '# One\n');
    view.show(running('# One\nSee <https://example.com> (lines 1-2).\n\nVec<u8> (line 0)'));
    view.show(done('# One\nSee <https://example.com> (lines 1-2).\n\nVec<u8> (line 0)'));
    assert.ok(
      shown.text.startsWith('# One\nSee <https://example.com> [lines 1-2 1-2].\n\nVec<u8> (line 0)\n\n'),
      shown.text,
    );
    assert.equal(shown.text.split('# One').length, 2);
  });

  it('shows no marks while it grows, and below it where its sentences stand', () => {
    const shown = new Response();
    const view = new ChatView(shown.stream, source, '');
    view.show(running('It failed [1].\nTwice [2, 3'));
    assert.equal(shown.text, 'It failed.\n');
    const sentence = { origin: 'cited', check: 'found', sources: [{ fromLine: 1, toLine: 2 }] } as const;
    const sentences: CitedSentence[] = [
      { ...sentence, sources: [...sentence.sources], text: 'It failed.' },
      {
        ...sentence,
        sources: [...sentence.sources],
        text: '**Twice.**',
        check: 'notFound',
        missing: ['Twice'],
      },
    ];
    const answer = { text: 'It failed.\n**Twice.**', citations: { sentences, coverage: [] } };
    const state = finished(answer, {
      sentenceLines: [[{ from: 1, to: 2 }], [null, { from: 2, to: 2 }]],
    });
    view.show(state);
    assert.match(
      shown.text,
      /^It failed\.\n\*\*Twice\.\*\*\n\n\*\*Where it stands\*\*\n\n- It failed \[lines 1–2 1-2\]\n- Twice \[line 2 2-2\]\n/,
    );
    assert.match(shown.text, /> \*\*⚠\*\* Not found where they should stand in the text: Twice;/);
  });

  it('is written once, also where what looks like a mark is the text’s own', () => {
    for (const [marks, growing, whole] of [
      ['b', 'As in [3] [b1].\nTwice [b2].\nIt', 'As in [3].\nTwice.\nIt ends.'],
      [undefined, 'As in [3].\nTwice [b2].\nIt', 'As in [3].\nTwice [b2].\nIt ends.'],
    ] as const) {
      const shown = new Response();
      const view = new ChatView(shown.stream, source, marks);
      view.show(running(growing));
      view.show(done(whole));
      assert.ok(shown.text.startsWith(whole), shown.text);
      assert.equal(shown.text.split('As in').length, 2);
    }
  });

  it('leaves code alone', () => {
    const shown = new Response();
    new ChatView(shown.stream, source).show(done('```\n(line 1)\n```\n`(line 1)`\n(line 1)'));
    assert.ok(shown.text.startsWith('```\n(line 1)\n```\n`(line 1)`\n[line 1 1-1]'), shown.text);
  });

  it('says what else is to be known', () => {
    const shown = new Response();
    new ChatView(shown.stream, source).show(
      finished({ text: 'Half', stopReason: 'maxTokens', cutPrompts: 1 }),
    );
    assert.match(shown.text, /^Half\n\n> \*\*Cut off\.\*\* [^]*> \*\*Possibly incomplete\.\*\* /);
  });
});
