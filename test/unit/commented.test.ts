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
