import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { LoopbackModel } from '../support/loopbackModel.js';
import { promptOf } from '../support/prompts.js';
import { until } from '../support/until.js';
import { appears } from './appears.js';
import { CodeWindow } from './codeWindow.js';
import { screenshotOfFailures } from './hooks.js';
import { SURROUNDINGS } from './surroundings.js';

const CODE = [
  'export function area(width: number, height: number): number {',
  '  return width * height;',
  '}',
  '',
  'export function volume(width: number, height: number, depth: number): number {',
  '  return area(width, height) * depth;',
  '}',
  '',
].join('\n');
const SUMMARY = '**Computes the volume of a box.**\n\n- Multiplies the `area` by the depth.';

/** What the tests read of an element in the window. */
interface ViewLine {
  readonly offsetTop: number;
  readonly textContent: string;
}

const TAB = 'box.ts L5–7 – summary';

for (const { theme, size } of SURROUNDINGS) {
  describe(`A summary, in ${theme}`, function () {
    this.timeout(300_000);
    const loopback = new LoopbackModel();
    const name = theme.replaceAll(' ', '-').toLowerCase();
    let window: CodeWindow;

    before(async () => {
      await loopback.start();
      window = await CodeWindow.open({
        settings: { 'mcpSummarize.baseUrl': loopback.url },
        files: { 'box.ts': CODE },
        userSettings: { 'workbench.colorTheme': theme },
        size,
      });
      await window.setApiKey('sk-story');
      await window.openFile('box.ts');
    });
    beforeEach(() => {
      loopback.reset();
      loopback.script = (body) => ({
        pieces: promptOf(body).includes('What is the unit') ? ['The text does not say.'] : [SUMMARY],
      });
    });
    after(async () => {
      await CodeWindow.closeAll();
      await loopback.stop();
    });
    screenshotOfFailures(() => window);

    /** Ctrl+K, then Alt and a letter: the key of an action. */
    const press = async (letter: string): Promise<void> => {
      await window.page.keyboard.press('Control+K');
      await window.page.keyboard.press(`Alt+${letter}`);
    };
    /** Keys are lost while the focus moves: they are pressed until what they open is there. */
    const open = async (letter: string, title: string): Promise<void> => {
      const widget = window.page.locator('.quick-input-widget:visible', { hasText: title });
      await until(async () => {
        await press(letter);
        if (!(await appears(widget, 10_000))) return false;
        // It closes when something else takes the focus.
        await window.page.waitForTimeout(300);
        return await widget.isVisible();
      }, `${title} did not open`);
    };
    /** In the order in which the lines are seen: the window keeps them in another one. */
    const editorText = async (): Promise<string> => {
      const lines = await window.page
        .locator(':is(.editor-instance, .monaco-editor)[data-uri$="box.ts"] .view-line')
        .evaluateAll((all: readonly ViewLine[]) =>
          all.map(({ offsetTop, textContent }) => ({ top: offsetTop, text: textContent })),
        );
      const ordered = lines.toSorted((one, other) => one.top - other.top);
      return ordered
        .map(({ text }) => text)
        .join('\n')
        .replaceAll('\u00a0', ' ');
    };

    /** Made, with one key. */
    const make = async (): Promise<void> => {
      await window.focusEditor();
      await window.page.keyboard.press('Control+Home');
      for (let line = 0; line < 4; line++) await window.page.keyboard.press('ArrowDown');
      for (let line = 0; line < 3; line++) await window.page.keyboard.press('Shift+ArrowDown');
      await press('S');
      await window.preview.getByText('Computes the volume of a box.').waitFor();
      await window.summaryToEnd();
      await window.page.getByRole('tab', { name: TAB }).waitFor();
      await window.screenshot(`60-summary-${name}`);
    };
    const ask = async (): Promise<void> => {
      await open('Q', 'Ask About box.ts');
      await window.inputBox.fill('What is the unit?');
      await window.page.keyboard.press('Enter');
      await window.preview.getByText('The text does not say.').waitFor();
      assert.match(JSON.stringify(loopback.requests.at(-1)?.body), /area\(width, height\) \* depth/);
      await window.screenshot(`62-question-${name}`);
    };
    /** Inserted above its lines, in the comments of the language, with one step to undo. */
    const insert = async (): Promise<void> => {
      await press('I');
      const comment = '// **Computes the volume of a box.**';
      await until(async () => (await editorText()).includes(comment), 'no comment');
      await window.screenshot(`63-comment-${name}`);
      assert.match(await editorText(), /\/\/ - Multiplies the `area` by the depth\.\nexport function volume/);
      await window.page.keyboard.press('Control+Z');
      await until(async () => !(await editorText()).includes('Computes'), 'it cannot be undone in one step');
    };

    it('is made, closed, reloaded, searched, reopened, asked about, copied and inserted', async () => {
      await make();
      // Its ready message focuses it; closed, it can be found again after a reload.
      const ready = window.page.locator('.statusbar-item', { hasText: 'Summary of box.ts ready' });
      const tab = window.page.getByRole('tab', { name: TAB });
      if (theme === 'Default High Contrast') {
        // Once all of it is done by keys alone.
        await ready.waitFor();
        await window.page.keyboard.press('Control+2');
        await window.page.keyboard.press('Control+K');
        await window.page.keyboard.press('w');
      } else {
        await ready.locator('a').click();
        await tab.click({ button: 'middle' });
      }
      await tab.waitFor({ state: 'hidden' });
      await window.reload();
      // A window in a browser keeps its secrets in memory.
      await window.setApiKey('sk-story');
      await open('L', 'Summaries');
      await window.inputBox.fill('multiplies depth');
      const found = window.page.locator('.quick-input-list .monaco-list-row', { hasText: 'box.ts L5–7' });
      await found.first().waitFor();
      await window.screenshot(`61-search-${name}`);
      await window.page.keyboard.press('Enter');
      await window.preview.getByText('Computes the volume of a box.').waitFor();
      await ask();
      // Copied, without its frame.
      await press('C');
      await window.page.locator('.statusbar-item', { hasText: 'Summary copied' }).waitFor();
      await insert();
      // Back to its lines, from its title.
      await press('G');
      const place = window.page.locator('.statusbar-item').getByText(/^Ln 8, Col 1 \(/);
      await place.waitFor();
    });

    it('is made again in another style, in the same tab, and goes stale with its lines', async () => {
      await open('A', 'Summarize Again');
      await window.screenshot(`64-again-${name}`);
      await window.inputBox.fill('Brief');
      await window.page.keyboard.press('Enter');
      await window.preview.getByText(/Brief ·/).waitFor();
      assert.match(JSON.stringify(loopback.requests.at(-1)?.body), /three sentences/);
      assert.equal(await window.page.getByRole('tab', { name: /summary/ }).count(), 1);
      await window.focusEditor();
      await window.page.keyboard.press('Control+Home');
      await window.page.keyboard.type(';\n');
      await window.page.keyboard.press('Control+End');
      await window.page.keyboard.press('ArrowUp');
      await window.page.keyboard.press('ArrowUp');
      await window.page.keyboard.type(' ');
      await window.preview.getByText('source changed since').waitFor();
    });

    it('keeps to its lines while they move below it as it is written', async () => {
      loopback.script = () => ({ pieces: ['One.', ' Two.', ' Three.'], pause: 1500 });
      await window.focusEditor();
      await window.page.keyboard.press('Control+Home');
      await window.page.keyboard.press('Shift+End');
      await press('S');
      await window.preview.getByText('One.').waitFor();
      // A new line above, while the rest is still to come.
      await window.focusEditor();
      await window.page.keyboard.press('Control+Home');
      await window.page.keyboard.type(';\n');
      await window.preview.getByText('One. Two. Three.').waitFor();
      await window.summaryToEnd();
      await press('R');
      await until(
        async () => (await editorText()).startsWith(';\nOne. Two. Three.\n'),
        'another line was replaced',
      );
    });

    it('replaces its selection, and is saved', async () => {
      await window.focusEditor();
      await window.page.keyboard.press('Control+A');
      await press('S');
      await window.summaryToEnd();
      await open('V', 'Save Summary As');
      await window.screenshot(`65-save-${name}`);
      await window.page.keyboard.press('Enter');
      await window.page.locator('.statusbar-item', { hasText: 'Summary saved' }).waitFor();
      const [saved = ''] = (await readdir(window.workspace)).filter((file) => file.endsWith('– summary.md'));
      assert.equal(await readFile(path.join(window.workspace, saved), 'utf8'), `${SUMMARY}\n`);
      await press('R');
      await until(async () => (await editorText()).startsWith('**Computes'), 'it was not replaced');
    });
  });
}
