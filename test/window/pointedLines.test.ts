import assert from 'node:assert/strict';
import { isDeepStrictEqual } from 'node:util';
import type { Locator } from 'playwright-core';
import { until } from '../support/until.js';
import { CodeWindow } from './codeWindow.js';
import { screenshotOfFailures } from './hooks.js';

const NAME = 'shop & co.ts';
const CODE = [
  '/** Reads the prices of a shop from a table, and keeps the cheapest one of each article. */',
  'export function cheapest(table: readonly string[]): Map<string, number> {',
  '  const prices = new Map<string, number>();',
  '  for (const line of table) {',
  '    const [article, price] = line.split(";");',
  '    prices.set(article, Math.min(Number(price), prices.get(article) ?? Infinity));',
  '  }',
  '  return prices;',
  '}',
  '',
  '/** Says what an order costs, with the discount that regular customers get from their tenth order on. */',
  'export function costOf(order: readonly string[], prices: Map<string, number>, orders: number): number {',
  '  const sum = order.reduce((total, article) => total + (prices.get(article) ?? 0), 0);',
  '  return orders >= 10 ? sum * 0.95 : sum;',
  '}',
  '',
].join('\n');

const COST_OF =
  'export function costOf(order: readonly string[], prices: Map<string, number>, orders: number): number {';
const TEXT = [
  'The plan of the trip',
  '',
  'We meet at the station at eight. The train leaves at ten past eight.',
  'The museum opens at ten, and the tickets cost 12 euros.',
  'Lunch is at one in the old harbor.',
].join('\n');

/** What the tests read of an element in the window. */
interface ViewLine {
  readonly offsetTop: number;
  readonly textContent: string;
}

/** An element in a preview, with what a test does there. */
interface LoadingElement {
  readonly ownerDocument: { createElement(tag: 'img'): LoadingImage };
}

interface LoadingImage {
  src: string;
  onload?: (event: unknown) => void;
  onerror?: (event: unknown) => void;
}

describe('A link to lines in a summary', function () {
  this.timeout(300_000);
  let window: CodeWindow;

  before(async () => {
    window = await CodeWindow.open({
      settings: { 'mcpSummarize.provider': 'offline' },
      files: { [NAME]: CODE },
      // It works before a folder is trusted, too.
      restricted: true,
    });
  });
  after(async () => {
    await CodeWindow.closeAll();
  });
  screenshotOfFailures(() => window);

  /** The texts of the lines of the source that are marked. */
  const marked = async (): Promise<string[]> => {
    const marks = window.page.locator('.view-overlays > div:has([class*="TextEditorDecorationType"])');
    const tops = await marks.evaluateAll((all: readonly ViewLine[]) => all.map(({ offsetTop }) => offsetTop));
    const lines = await window.editor
      .locator('.view-line')
      .evaluateAll((all: readonly ViewLine[]) =>
        all.map(({ offsetTop, textContent }) => ({ top: offsetTop, text: textContent })),
      );
    return lines
      .filter(({ top }) => tops.includes(top))
      .map(({ text }) => text.replaceAll('\u00a0', ' ').trim());
  };
  const areMarked = async (texts: readonly string[]): Promise<void> => {
    let last: readonly string[] = [];
    await until(
      async () => {
        last = await marked();
        return isDeepStrictEqual(last, texts);
      },
      `not marked: ${texts.join(', ')}`,
    );
  };
  const link = (): Locator => window.preview.locator('sup a').last();
  /** A preview that was just loaded may not have its script yet. */
  const pointAtLink = async (line: string): Promise<void> => {
    await until(async () => {
      await window.page.mouse.move(5, 5);
      await link().hover();
      await window.page.waitForTimeout(300);
      return isDeepStrictEqual(await marked(), [line]);
    }, `not marked: ${line}`);
  };
  const summarize = async (title: string): Promise<void> => {
    await window.runCommand('MCP Summarize: Summarize File');
    await window.page.getByRole('tab', { name: `${title} – summary` }).waitFor();
    await window.summaryToEnd();
  };
  /** What a preview could ask for besides what its script does. */
  const askFor = async (asked: string): Promise<void> => {
    await link().evaluate(
      (one: LoadingElement, address) =>
        new Promise((resolve) => {
          const image = one.ownerDocument.createElement('img');
          image.onload = image.onerror = resolve;
          image.src = `${address}?${String(Date.now())}`;
        }),
      asked,
    );
  };

  it('marks them in the source while it is pointed at, or has the focus', async () => {
    await window.openFile(NAME);
    await summarize(NAME);
    await pointAtLink(COST_OF);
    await window.screenshot('70-pointed-lines');
    await window.page.mouse.move(5, 5);
    await areMarked([]);
    await link().focus();
    await areMarked([COST_OF]);
    await link().blur();
    await areMarked([]);
  });

  it('marks none of another file, and nothing that is no lines', async () => {
    const path = encodeURIComponent(NAME);
    for (const asked of ['12-12/other.ts', '12-12', `0-12/${path}`, `2-1e3/${path}`, `12-/${path}`]) {
      await askFor(`/point/${asked}`);
      assert.deepEqual(await marked(), [], asked);
    }
    await askFor(`/point/12-12/${path}`);
    await areMarked([COST_OF]);
    await askFor('/point/');
    await areMarked([]);
    // Another preview may have asked since.
    await pointAtLink(COST_OF);
  });

  it('leads to them in a text that is in no file', async () => {
    await window.focusEditor();
    await window.page.keyboard.press('Control+Alt+N');
    await window.page.locator('.editor-instance .focused[data-uri^="untitled:"]').waitFor();
    await window.page.keyboard.type(TEXT);
    await summarize('Untitled-1');
    await pointAtLink('We meet at the station at eight. The train leaves at ten past eight.');
    await window.screenshot('71-pointed-untitled');
    await link().click();
    await window.page.locator('.statusbar-item').getByText('Ln 3, Col 69 (68 selected)').waitFor();
  });

  it('marks none any more when its preview is closed', async () => {
    await window.openFile(NAME);
    await window.page.getByRole('tab', { name: `${NAME} – summary` }).click();
    await window.preview.getByText('regular customers').waitFor();
    await pointAtLink(COST_OF);
    await window.page.keyboard.press('Control+2');
    await window.page.keyboard.press('Control+K');
    await window.page.keyboard.press('w');
    await areMarked([]);
  });
});
