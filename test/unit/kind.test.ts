import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { kindOf, type TextKind } from '../../src/text/kind.js';
import { SAMPLE_FILE, ROOT } from '../support/paths.js';
import { serviceLog } from '../support/extracts.js';

const file = (name: string): string => readFileSync(path.join(ROOT, name), 'utf8');
const DIFF =
  'diff --git a/x.ts b/x.ts\nindex 1..2 100644\n--- a/x.ts\n+++ b/x.ts\n@@ -1,2 +1,2 @@\n-a\n+b\n c\n';

const TEXTS: readonly (readonly [what: string, kind: TextKind, text: string])[] = [
  ['the sample', 'markdown', readFileSync(SAMPLE_FILE, 'utf8')],
  ['one line', 'prose', 'One line'],
  ['nothing', 'prose', ''],
  ['a letter', 'prose', 'Dear Ana,\n\nthank you for your letter.\n\nWith love,\nBo\n'],
  [
    'minutes of a meeting',
    'prose',
    'Ana: I am against it, since customers were told.\nBo: I can fix this within a week.\nAna: Good.\n',
  ],
  ['Chinese', 'prose', '人工智能正在改变城市的交通管理。许多城市已经开始使用智能信号灯。'],
  [
    'wrapped lines with as many commas',
    'prose',
    'We came, saw and won it all.\nThey left, and it was over.\nNobody, it seems, was there.\n',
  ],
  ['a readme', 'markdown', file('README.md')],
  [
    'a page with blocks of code',
    'markdown',
    '# Use\n\nCall it so:\n\n```js\nconst a = 1;\nfoo(a);\nbar(a);\n```\n\nThat is all.\n',
  ],
  ['a page with a diff in it', 'markdown', `# A change\n\nIt was made here:\n\n\`\`\`diff\n${DIFF}\`\`\`\n`],
  ['HTML', 'markdown', '<!DOCTYPE html>\n<html><body><p>Words.</p></body></html>'],
  ['a log', 'log', serviceLog(100)],
  ['the middle of a log', 'log', serviceLog(300).slice(5000)],
  ['a log without times', 'log', 'INFO starting\nINFO ready\nERROR it broke\nINFO stopping\n'],
  [
    'a log in JSON',
    'log',
    Array.from({ length: 5 }, () => '{"level":30,"time":1764000000000,"msg":"x"}').join('\n'),
  ],
  ['an access log', 'log', '10.0.0.1 - - [10/Oct/2025:13:55:36 +0000] "GET / HTTP/1.1" 200 5\n'.repeat(4)],
  ['TypeScript', 'code', file('src/server/sampler.ts')],
  ['Python', 'code', 'import os\n\n\ndef load(path):\n    return os.stat(path)\n\n\nprint(load("x"))\n'],
  ['Go', 'code', 'package main\n\nimport "fmt"\n\nfunc main() {\n\tfmt.Println("x")\n}\n'],
  ['Rust', 'code', 'use std::io;\n\npub fn main() -> io::Result<()> {\n    let mut x = 1;\n    Ok(())\n}\n'],
  ['C++', 'code', '#include <vector>\n\nint main() {\n  std::vector<int> v;\n  return 0;\n}\n'],
  ['a shell script', 'code', '#!/bin/sh\nset -e\nif [ -f x ]; then\n  echo yes\nfi\n'],
  ['YAML', 'code', 'on:\n  push:\n    branches: [main]\njobs:\n  build:\n    runs-on: ubuntu\n'],
  ['a diff', 'diff', DIFF],
  ['a commit', 'diff', `commit 0123456789abcdef\nAuthor: A <a@b>\nDate: now\n\n    Say it\n\n${DIFF}`],
  ['the middle of a diff', 'diff', DIFF.split('\n').slice(5).join('\n') + '@@ -9,2 +9,2 @@ foo()\n a\n+b\n'],
  ['a list of commits', 'diff', 'commit 0123456789abcdef\nAuthor: A <a@b>\nDate: now\n\n    Say it\n'],
  ['CSV', 'csv', 'id,name\n1,Ana\n2,Bo\n3,Chen\n'],
  ['CSV with times', 'csv', 'when,what,who\n2026-01-01 10:00:00,in,Ana\n2026-01-01 10:01:00,out,Bo\n'],
  ['CSV without a header', 'csv', '1,Ana,3.5\n2,Bo,4\n3,Chen,1\n'],
  ['TSV', 'csv', 'id\tname\n1\tAna\n2\tBo\n'],
  ['JSON', 'json', file('package.json')],
  ['JSON in one line', 'json', '{"a":[1,2,{"b":null}]}'],
  ['JSON lines', 'json', '{"a":1}\n{"a":2}\n'],
  ['the middle of JSON', 'json', '    "a": 1,\n    "b": [\n      1,\n      2\n    ],\n    "c": {\n'],
  ['a notebook', 'notebook', '{"cells":[{"cell_type":"code","source":[]}],"nbformat":4}'],
];

describe('The kind of a text', () => {
  for (const [what, kind, text] of TEXTS)
    it(`is ${kind}: ${what}`, () => {
      assert.equal(kindOf(text), kind);
    });

  it('is what its language says', () => {
    assert.equal(kindOf('a', 'markdown'), 'markdown');
    assert.equal(kindOf('a', 'csharp'), 'code');
    assert.equal(kindOf('a', 'diff'), 'diff');
    assert.equal(kindOf(serviceLog(10), 'plaintext'), 'log');
    assert.equal(kindOf('One line.', 'constructor'), 'code');
  });

  it('looks at no more than the beginning', () => {
    const text = 'word '.repeat(4_000_000);
    const before = process.cpuUsage();
    kindOf(text);
    const { user, system } = process.cpuUsage(before);
    assert.ok(user + system < 500_000, String(user + system));
  });
});
