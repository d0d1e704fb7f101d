import assert from 'node:assert/strict';
import fc from 'fast-check';
import { envValues, isEnvFile } from '../../src/secrets/envFile.js';
import { processorTime } from '../support/processorTime.js';

/** The text with each value replaced by its variable's name in angle brackets. */
function marked(text: string): string {
  return envValues(text).reduceRight(
    (rest, { name, from, to }) => `${rest.slice(0, from)}<${name}>${rest.slice(to)}`,
    text,
  );
}

async function timeOf(text: string): Promise<number> {
  return await processorTime(() => envValues(text));
}

describe('The values of an .env file', () => {
  const CASES: readonly (readonly [what: string, text: string, marked: string])[] = [
    ['in plain words', 'A=b\nC = d e \nE:f\nG: h', 'A=<A>\nC = <C> \nE:<E>\nG: <G>'],
    ['with export', 'export A=b\n  export B="c"', 'export A=<A>\n  export B="<B>"'],
    ['of a variable named export', 'export=b', 'export=<export>'],
    ['with a # in them', 'A=p@ss#w0rd\nB=#x\nC="p#q" # r', 'A=<A>\nB=<B>\nC="<C>" # r'],
    ['before a comment', 'A=b # c\nD=e\t# f', 'A=<A> # c\nD=<D>\t# f'],
    ['with quotes behind a #', `A=x' # y'\nB=it's`, 'A=<A>\nB=<B>'],
    ['with quotes in quotes', `A="say "hi" twice" # c\nB='it's'`, `A="<A>" # c\nB='<B>'`],
    ['with escaped quotes', 'A="a \\"b\\" c"\nB="\\\\"', 'A="<A>"\nB="<B>"'],
    ['with something behind the quote', 'A="b"c # d\nE=f', 'A="<A>\nE=<E>'],
    ['of several lines', 'A="b\n# c\n\nD=e" # f\nG=h', 'A="<A>" # f\nG=<G>'],
    [
      'with the line ends of Windows',
      'A="b\r\nc"\r\nD=e\r\n# f\r\nG=h # i\r\n',
      'A="<A>"\r\nD=<D>\r\n# f\r\nG=<G> # i\r\n',
    ],
    ['with the line ends of old Macs', '# a\rB=c\r', '# a\rB=<B>\r'],
    ['behind a byte order mark', '\ufeffA=b', '\ufeffA=<A>'],
    ['that are empty', 'A=\nB=""\nC= # d', 'A=\nB=""\nC= # d'],
    [
      'that were commented out',
      '#A=b\n # export C="d e" # f\n# g: h=i\n##',
      '#A=<A>\n # export C=<C>\n# g: h=i\n##',
    ],
    ['that a backslash carries on', 'A=b\\\n#c\nZx3k=\nD=e\n# f', 'A=<A>\nD=<D>\n# f'],
    // What is no assignment goes on with the value before it, and a comment may be a part of it.
    ['in quotes without an end', 'A="b\nrest\n# rest\nX=\nC=d\n# e', 'A="<A>\nC=<C>\n# e'],
    ['in quotes whose end begins another', 'A="b\nC="d"\n', 'A="<A>\nC="<C>"\n'],
    ['in a quote at the end of its line', 'A="\nMIIE/+\nZx3k==\nB=c', 'A="<A>\nB=<B>'],
    ['in lines of their own', 'MIIE/+\nZx3k==\n-----END-----"\nB=c', '<>\nB=<B>'],
    ['of several lines, without quotes', 'A=BEGIN KEY\nMIIE/+\nZx3k=\n\nB=c', 'A=<A>\n<>\n\nB=<B>'],
    ['in a script', '# s\nuse flake\n# c\nexport A=$(b)\nif [ x ]; then', '# s\n<>\n# c\nexport A=<A>\n<>'],
  ];
  for (const [what, text, expected] of CASES) {
    it(`are found ${what}`, () => {
      assert.equal(marked(text), expected);
    });
  }

  it('are found in files of these names', () => {
    for (const name of [
      '.env',
      '.envrc',
      '.env.local',
      '.ENV',
      '.env-prod',
      '.env_test',
      'prod.env',
      'a.envrc',
    ])
      assert.ok(isEnvFile(name), name);
    for (const name of ['prod.env.local', '.flaskenv', '.dev.vars']) assert.ok(isEnvFile(name), name);
    for (const name of ['env.md', 'environment.ts', '.environment', 'a.env.ts', 'env', '.envious'])
      assert.ok(!isEnvFile(name), name);
  });

  it('are in order, do not overlap, and leave nothing of a line that is no comment', () => {
    const piece = fc.constantFrom(
      'A',
      '=',
      '"',
      "'",
      '`',
      '\\',
      '#',
      ' ',
      '\n',
      '\r',
      ':',
      'x',
      'export ',
      '\ufeff',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
        const text = pieces.join('');
        let end = 0;
        for (const { from, to } of envValues(text)) {
          assert.ok(from >= end && to > from && to <= text.length, JSON.stringify(text));
          end = to;
        }
        // Behind a name and its sign only quotes and comments are left.
        for (const line of marked(text).split(/[\n\r]/)) {
          const rest = /^[^#=:]*[=:](.*)$/.exec(line)?.[1]?.replaceAll(/<[^>]*>/g, '') ?? '';
          assert.match(rest, /^[\s"'`]*(#.*)?$/, JSON.stringify({ text, line }));
        }
      }),
      { numRuns: 2000 },
    );
  });

  const HOSTILE: Readonly<Record<string, (size: number) => string>> = {
    'a key with escaped line breaks whose quote is not closed': (size) =>
      `KEY="${'MIIE\\n'.repeat(size / 6)}`,
    'quotes that are not closed, line after line': (size) => 'A="x\n'.repeat(size / 5),
    'quotes of all kinds that are not closed': (size) => `A="x\nB='x\nC=\`x\n`.repeat(size / 15),
    'quotes within one line': (size) => `A=${'"x '.repeat(size / 3)}`,
    backslashes: (size) => `A="${'\\'.repeat(size)}`,
    'lines that assign nothing': (size) => 'export x y\n'.repeat(size / 11),
    'white space': (size) => `A${' '.repeat(size)}`,
    'white space in a value': (size) => `A=x${' '.repeat(size)}x`,
    'white space behind quotes': (size) => `A="x"${' "'.repeat(size / 2)}x`,
    'a name without end': (size) => 'a.'.repeat(size / 2),
    'ends of lines': (size) => '\r\n'.repeat(size / 2),
  };
  for (const [what, text] of Object.entries(HOSTILE)) {
    it(`are found in linear time in ${what}`, async () => {
      // Eight times the text: what is quadratic takes 64 times as long.
      const [some, much] = [await timeOf(text(100_000)), await timeOf(text(800_000))];
      assert.ok(much < 24 * some + 10, `${String(some)} ms, then ${String(much)} ms`);
    });
  }
});
