import assert from 'node:assert/strict';
import fc from 'fast-check';
import { commented } from '../../src/text/commented.js';

const place = { indent: '  ', width: 40 };

describe('A summary as a comment', () => {
  it('is made of comments to the end of the line where the language has them', () => {
    assert.equal(
      commented('**One** point.\n\n- two\n', { line: '//', block: ['/*', '*/'] }, place),
      '  // **One** point.\n  //\n  // - two\n',
    );
  });

  it('stands in a block otherwise, which it cannot end', () => {
    assert.equal(commented('a */ b', { block: ['/*', '*/'] }, place), '  /*\n  a * / b\n  */\n');
  });

  for (const end of ['\r', '\r\n', '\u0085', '\u2028', '\u2029', '\v', '\f']) {
    it(`goes on as a comment after ${JSON.stringify(end)}`, () => {
      assert.equal(commented(`a${end}b();`, { line: '//' }, place), '  // a\n  // b();\n');
    });
  }

  it('does not go on in the line below it', () => {
    const shown = (text: string, line = '//'): string => commented(text, { line }, { indent: '', width: 40 });
    assert.equal(
      shown('in C:\\temp\\\nor in D:\\ \nend\\'),
      '// in C:\\temp\\.\n// or in D:\\.\n// end\\.\n',
    );
    assert.equal(shown('what??/'), '// what??/.\n');
    assert.equal(shown('a ^', '@REM'), '@REM a ^.\n');
    assert.equal(shown('a ?> b', '#'), '# a ? > b\n');
    const block = { block: ['/*', '*/'] } as const;
    assert.equal(commented('a *\\\n/ b', block, { indent: '', width: 40 }), '/*\na *\\.\n/ b\n*/\n');
  });

  for (const [begin, end, text, safe] of [
    ['<!--', '-->', 'a --> b --!> c ---->', 'a - -> b - -!> c - - - ->'],
    ['(*', '*)', 'a (* b **) c', 'a ( * b ** ) c'],
    ['"""', '"""', 'a """"" b', 'a " " " " " b'],
    ['{', '}', 'a } b { c', 'a   b   c'],
  ] as const) {
    it(`neither ends nor nests in ${begin} ${end}`, () => {
      const shown = commented(text, { block: [begin, end] }, { indent: '', width: 40 });
      assert.equal(shown, `${begin}\n${safe}\n${end}\n`);
    });
  }

  it('is plain text where the language has no comments', () => {
    assert.equal(commented('a\r\nb', {}, { indent: '', width: 40 }), 'a\nb\n');
  });

  it('is wrapped between words, and items of a list keep their indentation', () => {
    assert.equal(
      commented('- one two three four five six seven', { line: '#' }, { indent: '', width: 26 }),
      '# - one two three four five\n#   six seven\n'.replace(' five\n#   six', '\n#   five six'),
    );
  });

  it('loses no word, and no line is too long for its words', () => {
    const words = fc.array(fc.stringMatching(/^[a-z]{1,12}$/), { minLength: 1 });
    fc.assert(
      fc.property(words, (text) => {
        const lines = commented(text.join(' '), { line: '//' }, { indent: '', width: 30 })
          .trimEnd()
          .split('\n');
        assert.deepEqual(
          lines.flatMap((line) => line.slice(3).split(' ').filter(Boolean)),
          text,
        );
        assert.ok(lines.every((line) => line.length <= 30));
      }),
    );
  });
});
