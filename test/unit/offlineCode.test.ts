import assert from 'node:assert/strict';
import { extractLines, sectionOf } from '../support/extracts.js';

const TYPESCRIPT = `/** Counts things. Slowly. */

import { one } from './one.js';
import {
  two,
} from './two.js';

const LIMIT = 3;

/** A counter. It counts. */
export class Counter {
  #count = 0;

  /** Counts one more. */
  add(by: number): void {
    const inner = () => by;
    function nested() { return inner(); }
  }
}

// TODO: make it faster
function helper(): void {
  one(two);
}
`;

describe('The offline extract of code', () => {
  it('is an outline with what the comments say, and without what is within functions', async () => {
    const lines = await extractLines(TYPESCRIPT);
    assert.deepEqual(sectionOf(lines, ''), [
      '**TypeScript: 24 lines, 3 definitions** (lines 1–24)',
      '- Counts things. (line 1)',
      '- `export class Counter`: A counter. (line 11)',
      '  - `add(by: number): void`: Counts one more. (line 15)',
      '- `function helper(): void` (line 22)',
    ]);
    assert.deepEqual(sectionOf(lines, 'Imports'), ['- `./one.js`, `./two.js` (lines 3–6)']);
    assert.deepEqual(sectionOf(lines, 'To do'), ['- `// TODO: make it faster` (line 21)']);
  });

  for (const [language, text, expected] of [
    [
      'Python',
      '"""Reads files."""\nimport os\n\n\nclass A:\n    """An A. More."""\n\n    @property\n    def b(self):\n        return 1\n\n\n@cached\ndef c(x):\n    \'\'\'Does c.\'\'\'\n    return x\n',
      [
        '- Reads files. (line 1)',
        '- `class A`: An A. (line 5)',
        '  - `def b(self)` (line 9)',
        '- `def c(x)`: Does c. (line 14)',
      ],
    ],
    [
      'Go',
      '// Package web serves pages.\npackage web\n\nimport (\n\t"fmt"\n)\n\n// Server answers.\ntype Server struct {\n\ta int\n}\n\n// Start begins.\nfunc (s *Server) Start() error {\n\tfmt.Println(1)\n\treturn nil\n}\n',
      [
        '- Package web serves pages. (line 1)',
        '- `type Server struct`: Server answers. (line 9)',
        '- `func (s *Server) Start() error`: Start begins. (line 14)',
      ],
    ],
    [
      'Rust',
      'use std::io;\n\n/// A point.\npub struct Point {\n    x: i32,\n}\n\nimpl Point {\n    /// Its length.\n    pub fn length(&self) -> i32 {\n        self.x\n    }\n}\n',
      [
        '- `pub struct Point`: A point. (line 4)',
        '- `impl Point` (line 8)',
        '  - `pub fn length(&self) -> i32`: Its length. (line 10)',
      ],
    ],
    [
      'Java',
      'package a.b;\n\nimport java.util.List;\n\n/** Holds names. */\npublic class Names {\n    private int count = size();\n\n    /** Adds one. */\n    public void add(String name) {\n        int x = 1;\n    }\n}\n',
      [
        '- `public class Names`: Holds names. (line 6)',
        '  - `public void add(String name)`: Adds one. (line 10)',
      ],
    ],
  ] as const) {
    it(`outlines ${language}`, async () => {
      const [lead, ...lines] = sectionOf(await extractLines(text), '');
      assert.match(lead ?? '', new RegExp(`^\\*\\*${language}: `));
      assert.deepEqual(lines, expected);
    });
  }

  it('says how it was made where there is no grammar', async () => {
    const [lead, ...lines] = await extractLines(
      '#!/bin/sh\nset -e\nbuild() {\n  echo hi\n}\n\nif [ -f x ]; then\n  build\nfi\n',
    );
    assert.equal(
      lead,
      '**Shell script: 9 lines, 1 definition, outlined by how its lines begin** (lines 1–9)',
    );
    assert.deepEqual(lines, ['- `build()` (line 3)']);
  });

  it('says so where there is nothing to outline', async () => {
    const [lead] = await extractLines('a = 1;\nb = 2;\nc(a, b);\nd = a;\n', { title: 'x.js' });
    assert.equal(lead, '**JavaScript: 4 lines, no outline for this language** (lines 1–4)');
  });

  it('tells the sections of settings', async () => {
    const lines = await extractLines(
      'on:\n  push:\n    branches: [main]\njobs:\n  build:\n    runs-on: ubuntu\n',
    );
    assert.deepEqual(lines, [
      '**YAML: 6 lines, 2 sections** (lines 1–6)',
      '- `on` (line 1)',
      '- `jobs` (line 4)',
    ]);
  });

  it('tells what tests are for', async () => {
    const text =
      "import { it } from 'mocha';\n\ndescribe('A thing', () => {\n  it('works', () => {});\n  it('ends', () => {});\n});\n";
    assert.deepEqual(sectionOf(await extractLines(text), 'Tests'), [
      '- A thing (line 3)',
      '  - works (line 4)',
      '  - ends (line 5)',
    ]);
  });

  it('knows the language by the title of a part, and counts lines from where the part begins', async () => {
    const text = 'def a(x):\n    pass\n';
    const lines = await extractLines(text, { title: 'tools.py', firstLine: 501, isContinued: true });
    assert.deepEqual(lines, ['**Python: 2 lines, 1 definition** (lines 501–502)', '- `def a(x)` (line 501)']);
  });
});
