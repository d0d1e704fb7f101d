import assert from 'node:assert/strict';
import fc from 'fast-check';
import { findSecrets } from '../../src/secrets/findSecrets.js';
import { describeSecrets, redact } from '../../src/secrets/redact.js';

// Put together here, so that no scanner takes this file for one that holds secrets.
const TOKEN = ['ghp', 'wWPw5k4aXcaT4fNP0UcnZwJUVFk6LO0pINUx'].join('_');
const PRIVATE_KEY = [
  ['-----BEGIN RSA', 'PRIVATE KEY-----'].join(' '),
  `MIIEpAIBAAKCAQEA${'Zx3k'.repeat(30)}`,
  ['-----END RSA', 'PRIVATE KEY-----'].join(' '),
].join('\n');

describe('Secrets in a text', () => {
  const names = async (text: string, title = 'notes.md'): Promise<string[]> =>
    (await findSecrets(text, title)).map(({ name, line }) => `${name} ${String(line)}`);

  it('are found, named, with their lines', async () => {
    const url = ['postgres:', 'user:hunter22@db.example.com/x'].join('//');
    const text = `Hello.\n\n${PRIVATE_KEY}\ntoken: ${TOKEN}\n${url}\n`;
    assert.deepEqual(await names(text), [
      'private key 3',
      'GitHub token 6',
      'PostgreSQL connection string 7',
    ]);
    assert.equal(
      describeSecrets(await findSecrets(`${TOKEN}\n${TOKEN.replace('wWP', 'xWP')}\n`, 'a')),
      '2 × GitHub token (lines 1, 2)',
    );
  });

  it('are found in a text that wants to switch the search off', async () => {
    for (const directive of ['secretlint-disable', '// secretlint-disable', '/* secretlint-disable */'])
      assert.deepEqual(await names(`${directive}\ntoken: ${TOKEN}\n`), ['GitHub token 2']);
  });

  it('are not seen in what is none', async () => {
    assert.deepEqual(await names('const apiKey = process.env.API_KEY;\nhttps://example.com/?q=token\n'), []);
  });

  it('are all values of an .env file, and of no other', async () => {
    const text = '# db\nDB_PASSWORD="correct horse"\nPORT=8080\nexport NAME=horseradish\n';
    for (const title of ['.env', '.env.local', 'production.env']) {
      assert.deepEqual(await names(text, title), [
        'value of DB_PASSWORD 2',
        'value of PORT 3',
        'value of NAME 4',
      ]);
    }
    assert.deepEqual(await names(text, 'env.md'), []);
  });

  it('are found in an .env file however it is written, and nothing of a value is left', async () => {
    const text = [
      '# PASSWORD is postgres by default',
      'PASSWORD=postgres',
      'PASSWORD = second # said twice',
      'KEY="line one\nline two"',
      "QUOTED='it # is' ",
      '  export BACK=`tick`',
      'ESCAPED="a \\"b\\" c"',
      'EMPTY=',
      'LAST=x',
    ].join('\n');
    const redacted = redact(text, await findSecrets(text, '.env'));
    assert.equal(
      redacted,
      [
        '# PASSWORD is postgres by default',
        'PASSWORD=[value of PASSWORD]',
        'PASSWORD = [value of PASSWORD] # said twice',
        'KEY="[value of KEY]\n"',
        "QUOTED='[value of QUOTED]' ",
        '  export BACK=`[value of BACK]`',
        'ESCAPED="[value of ESCAPED]"',
        'EMPTY=',
        'LAST=[value of LAST]',
      ].join('\n'),
    );
  });

  it('are all values of an .env file among several files, and of no other', async () => {
    const text = [
      '===== src/a.ts =====\n\nconst port = 8080;\nNAME=notEnv\n',
      '===== app/.env =====\n\n# db\nPASSWORD="correct horse"\nKEY="open\n',
      '===== docs/env.md =====\n\nTITLE=kept"\n',
      '==> link → .flaskenv <==\nPORT=8080\n',
    ].join('\n\n');
    for (const [lineEnd, title] of [
      ['\n', 'app'],
      ['\r\n', ''],
    ] as const) {
      const given = text.replaceAll('\n', lineEnd);
      assert.equal(
        redact(given, await findSecrets(given, title)),
        given
          .replace('correct horse', '[value of PASSWORD]')
          .replace('open', '[value of KEY]')
          .replace('PORT=8080', 'PORT=[value of PORT]'),
      );
    }
    assert.deepEqual(await names(text, 'app'), [
      'value of PASSWORD 10',
      'value of KEY 11',
      'value of PORT 20',
    ]);
  });

  it('are all values of an .env file in a diff, and of no other', async () => {
    const text = [
      'commit 1234',
      '',
      'diff --git a/app/.env b/app/.env',
      'index 123..456 100644',
      '--- a/app/.env',
      '+++ b/app/.env',
      '@@ -10,3 +10,4 @@ HEADING=in the header',
      ' # db',
      ' SAME=context',
      '-PASSWORD=old words',
      '+export PASSWORD="new words"',
      '+--- ADDED=dashes',
      '\\ No newline at end of file',
      '@@ -20 +21 @@',
      '+KEY="line one',
      '+line two"',
      'diff --git a/x.ts b/x.ts',
      '--- a/x.ts',
      '+++ b/x.ts',
      '@@ -1 +1 @@ NAME=kept',
      '-NAME=kept',
      '+NAME=kept too',
      '',
    ].join('\n');
    assert.equal(
      redact(text, await findSecrets(text, 'Working tree changes')),
      text
        .replace('in the header', '[value of HEADING]')
        .replace('context', '[value of SAME]')
        .replace('old words', '[value of PASSWORD]')
        .replace('new words', '[value of PASSWORD]')
        .replace('--- ADDED=dashes', '[line without an assignment]')
        .replace('line one\n+line two', '[value of KEY]\n'),
    );
  });

  it('are all values of an .env file in diffs as other programs write them', async () => {
    for (const [header, line] of [
      ['--- .env\t2026-01-01\n+++ .env.new\t2026-01-02\n@@ -1 +1 @@', '+KEY=secret'],
      ['--- /dev/null\n+++ "b/caf\\303\\251/.env"\n@@ -0,0 +1 @@', '+KEY=secret'],
      ['diff --cc .env\n--- a/.env\n+++ b/.env\n@@@ -1,1 -1,1 +1,1 @@@', ' +KEY=secret'],
      ['--- a/.env\r\n+++ b/.env\r\n@@ -1 +1 @@\r', '+KEY=secret\r'],
    ] as const) {
      const text = `${header}\n${line}\n--- a.ts\n+++ a.ts\n@@ -1 +1 @@\n+KEY=kept\n`;
      const redacted = redact(text, await findSecrets(text, ''));
      assert.equal(redacted, text.replace('secret', '[value of KEY]'), header);
    }
  });

  it('are found in a long diff of an .env file, in good time', async () => {
    const values = Array.from({ length: 100_000 }, (_, at) => `+V${String(at)}="x\n`).join('');
    const head = '--- a/.env\n+++ b/.env\n';
    const text = `${head}@@ -0,0 +1,100000 @@\n${values}${`${head}@@ -1 +1 @@\n+A='b\n`.repeat(20_000)}`;
    assert.equal((await findSecrets(text, '')).length, 120_000);
  });

  it('are found whole, where a rule tells their place by the name before them', async () => {
    const secret = ['wJalrXUtnFEMI', 'K7MDENG', 'bPxRfiCYzzzzzzzKEY'].join('/');
    const text = `aws_secret_access_key = ${secret}\n`;
    assert.equal(
      redact(text, await findSecrets(text, 'x')),
      'aws_secret_access_key = [AWS secret access key]\n',
    );
  });

  it('are found behind escapes, and with escapes in them, in JSON and in JSON in JSON', async () => {
    const inner = JSON.stringify({ note: `first\n${TOKEN}`, key: PRIVATE_KEY });
    for (const text of [inner, JSON.stringify({ body: inner })]) {
      const redacted = redact(text, await findSecrets(text, 'x'));
      assert.ok(!redacted.includes(TOKEN) && !redacted.includes('Zx3k'), redacted);
      assert.doesNotThrow(() => {
        JSON.parse(redacted);
      });
    }
  });

  it('are told in few words, however many there are', () => {
    const found = Array.from({ length: 200_000 }, (_, line) => ({
      name: `value of V${String(line)}`,
      from: 0,
      to: 1,
      line,
    }));
    assert.match(describeSecrets(found), /, 199990 more$/);
    assert.ok(describeSecrets(found).length < 500);
  });

  it('are found in a text without a name', async () => {
    assert.deepEqual(await names(TOKEN, ''), ['GitHub token 1']);
  });

  it('are redacted whole, and the lines stay where they are', async () => {
    const text = `one\n${PRIVATE_KEY}\ntwo ${TOKEN} three\n`;
    const redacted = redact(text, await findSecrets(text, 'x'));
    assert.equal(redacted, 'one\n[private key]\n\n\ntwo [GitHub token] three\n');
    assert.deepEqual(await findSecrets(redacted, 'x'), []);
  });

  it('are never left over, wherever they stand, and nothing else is touched', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.string({ unit: 'grapheme', maxLength: 40 }), { minLength: 2, maxLength: 5 }),
        async (pieces) => {
          const text = pieces.join(` ${TOKEN} `);
          const redacted = redact(text, await findSecrets(text, 'x'));
          assert.equal(redacted, pieces.join(' [GitHub token] '));
        },
      ),
      { numRuns: 100 },
    );
  });

  it('are found in megabytes, in good time', async () => {
    const text = `${'A line of a log, with nothing in it but words and 0123456789abcdef.\n'.repeat(70_000)}${TOKEN}\n`;
    const [found, ...others] = await findSecrets(text, 'service.log');
    assert.equal(found?.line, 70_001);
    assert.equal(others.length, 0);
  });
});
