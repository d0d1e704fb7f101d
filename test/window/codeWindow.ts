import { readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import type { Browser, FrameLocator, Locator, Page } from 'playwright-core';
import { z } from 'zod';
import { NpmCode, openBrowser } from '../host/npmCode.js';
import { packageFolder } from '../host/packageExtension.js';
import { descendantsWith } from '../support/children.js';
import { SAMPLE_FILE, SCREENSHOTS } from '../support/paths.js';
import { until } from '../support/until.js';
import { appears } from './appears.js';
import {
  machineSettings,
  packagedExtension,
  windowFolder,
  writeJson,
  type CodeWindowOptions,
} from './windowFiles.js';

/** A real VS Code window with the packaged extension installed, used as a user does. */
export class CodeWindow {
  static readonly #open = new Set<CodeWindow>();
  readonly #code: NpmCode;
  readonly #browser: Browser;
  readonly #folder: string;
  #changes = 0;

  private constructor(
    readonly page: Page,
    code: NpmCode,
    browser: Browser,
    folder: string,
  ) {
    this.#code = code;
    this.#browser = browser;
    this.#folder = folder;
    CodeWindow.#open.add(this);
  }

  static async open(options: CodeWindowOptions): Promise<CodeWindow> {
    const { extensions = [], size = { width: 1280, height: 800 } } = options;
    const vsix = await packagedExtension();
    const folder = await windowFolder(options);
    const dataFolder = path.join(folder, 'data');
    const workspace = path.join(folder, 'workspace');
    const sample = path.join(workspace, 'sample.md');
    await NpmCode.installExtension(vsix, dataFolder);
    for (const extension of extensions)
      await NpmCode.installExtension(await packageFolder(extension), dataFolder);
    const browser = await openBrowser();
    const code = await NpmCode.start({ dataFolder });
    const page = await browser.newPage({ viewport: size });
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    const window = new CodeWindow(page, code, browser, folder);
    await page.goto(code.address(workspace, [['openFile', code.remotePath(sample)]]));
    page.setDefaultTimeout(60_000);
    await window.editor.locator('.view-line').first().waitFor({ timeout: 180_000 });
    await until(() => window.#knowsExtension(), 'the extension was not loaded', 180_000);
    await window.runCommand('View: Toggle Primary Side Bar Visibility');
    return window;
  }

  /** Reloads the window, as Developer: Reload Window does. */
  async reload(): Promise<void> {
    await this.page.reload();
    await this.editor.locator('.view-line').first().waitFor({ timeout: 180_000 });
    await until(() => this.#knowsExtension(), 'the extension was not loaded', 180_000);
  }

  /** Closes all windows, including one that failed to open. */
  static async closeAll(): Promise<void> {
    await Promise.all([...CodeWindow.#open].map((window) => window.#close()));
  }

  /** The workbench shows a document before it has loaded its extensions' contributions. */
  async #knowsExtension(): Promise<boolean> {
    await this.page.keyboard.press('F1');
    await this.inputBox.fill('>MCP Summarize');
    const row = this.page.locator('.quick-input-list .monaco-list-row', { hasText: 'Summarize Selection' });
    const known = await appears(row);
    await this.page.keyboard.press('Escape');
    return known;
  }

  /** The folder that is open. */
  get workspace(): string {
    return path.join(this.#folder, 'workspace');
  }

  get editor(): Locator {
    return this.page.locator('.editor-instance .monaco-editor').first();
  }

  /** Replaces the machine settings. They also set the window's title, which shows when they were read. */
  async changeSettings(settings: CodeWindowOptions['settings']): Promise<void> {
    const title = `settings ${String(++this.#changes)}`;
    await writeJson(machineSettings(this.#folder), { ...settings, 'window.title': title });
    await until(async () => (await this.page.title()).includes(title), 'the settings were not read');
  }

  /** A machine setting, read from its file. */
  async machineSetting(name: string): Promise<unknown> {
    const settings: unknown = JSON.parse(await readFile(machineSettings(this.#folder), 'utf8'));
    return z.record(z.string(), z.unknown()).parse(settings)[name];
  }

  /** Opens a file of the workspace in the first editor group. */
  async openFile(name: string): Promise<void> {
    await this.page.keyboard.press('Control+1');
    await this.#enter('Control+P', name, name);
    const editor = this.page.locator(
      `.editor-instance .monaco-editor[data-uri$="/${encodeURIComponent(name)}"]`,
    );
    await editor.locator('.view-line').first().waitFor();
  }

  /** Focuses the sample's editor, the first in the window. */
  async focusEditor(): Promise<void> {
    const focused = this.editor.and(this.page.locator('.focused'));
    // Keys can get lost while the focus moves.
    await until(
      async () => {
        await this.page.keyboard.press('Control+1');
        return await appears(focused, 2000);
      },
      'the editor got no focus',
      60_000,
    );
  }

  /** Selects lines of the sample, counted from 1, with the keyboard. */
  async selectLines(from: number, to: number): Promise<void> {
    const lines = (await readFile(SAMPLE_FILE, 'utf8')).split('\n').slice(from - 1, to);
    const column = (lines.at(-1) ?? '').length + 1;
    await this.#pressUntil(
      [
        'Control+Home',
        ...Array.from({ length: from - 1 }, () => 'ArrowDown'),
        ...Array.from({ length: to - from }, () => 'Shift+ArrowDown'),
        'Shift+End',
      ],
      `Ln ${String(to)}, Col ${String(column)} (${String(lines.join('\n').length)} selected)`,
    );
  }

  async selectNothing(): Promise<void> {
    await this.#pressUntil(['Control+Home'], 'Ln 1, Col 1');
  }

  /** Keys can get lost while the focus moves; the status bar shows whether they arrived. */
  async #pressUntil(keys: readonly string[], status: string): Promise<void> {
    const item = this.page.locator('.statusbar-item').getByText(status, { exact: true });
    await until(async () => {
      await this.focusEditor();
      for (const key of keys) await this.page.keyboard.press(key);
      return await appears(item);
    }, `the status bar never said "${status}"`);
  }

  /** Right-clicks the selection and chooses an entry of the context menu. */
  async chooseFromContextMenu(entry: string, screenshot?: string): Promise<void> {
    const selection = this.editor.locator('.selected-text').first();
    await this.chooseFromMenuOf(selection, entry, screenshot);
  }

  /** Right-clicks something and chooses an entry of its menu. */
  async chooseFromMenuOf(target: Locator, entry: string, screenshot?: string): Promise<void> {
    const label = new RegExp(`^${entry}…?$`);
    const item = this.page.locator('.monaco-menu .action-label').getByText(label).first();
    const open = async (): Promise<boolean> => {
      // A selection is hidden for a moment while the editor renders.
      await target
        .click({ button: 'right', force: true, position: { x: 40, y: 9 }, timeout: 1000 })
        .catch(() => undefined);
      return await appears(item, 3000);
    };
    await until(open, 'the context menu did not open');
    if (screenshot !== undefined) await this.screenshot(screenshot);
    // A menu ignores clicks for a moment after it has opened, and closes when something else takes the focus.
    await until(async () => {
      if (!(await item.isVisible()) && !(await open())) return false;
      await item.click({ timeout: 1000 }).catch(() => undefined);
      // It may take a while to close; a second click would choose twice.
      await item.waitFor({ state: 'hidden', timeout: 3000 }).catch(() => undefined);
      return !(await item.isVisible());
    }, 'the context menu stayed open');
  }

  async runCommand(title: string): Promise<void> {
    await this.#enter('F1', `>${title}`, title);
  }

  /** Opens the box behind `key`, types, and accepts the row that this finds. */
  async #enter(key: string, typed: string, row: string): Promise<void> {
    const found = this.page.locator('.quick-input-list .monaco-list-row.focused', { hasText: row });
    // The box closes when something else takes the focus.
    await until(
      async () => {
        await this.page.keyboard.press(key);
        if (!(await appears(this.inputBox))) return false;
        const isTyped = await this.inputBox.fill(typed, { timeout: 2000 }).then(
          () => true,
          () => false,
        );
        return isTyped && (await appears(found, 20_000));
      },
      `${key} did not find ${row}`,
      60_000,
    );
    await this.page.keyboard.press('Enter');
  }

  get inputBox(): Locator {
    return this.page.locator('.quick-input-widget .quick-input-box input');
  }

  /** The masked box for a secret, as opposed to a palette that is still closing. */
  get maskedBox(): Locator {
    return this.inputBox.and(this.page.locator('[type=password]'));
  }

  async setApiKey(key: string): Promise<void> {
    await this.runCommand('MCP Sampling: Set API Key');
    await this.maskedBox.fill(key);
    await this.page.keyboard.press('Enter');
    await this.page.locator('.statusbar-item', { hasText: 'API key' }).waitFor();
  }

  /** Chooses an item of the quick pick that asks `question`. */
  async pick(question: string, item: string, screenshot?: string): Promise<void> {
    await this.page.locator(`.quick-input-widget input[placeholder="${question}"]`).waitFor();
    if (screenshot !== undefined) await this.screenshot(screenshot);
    await this.inputBox.fill(item);
    await this.page.locator('.quick-input-list .monaco-list-row.focused', { hasText: item }).waitFor();
    await this.page.keyboard.press('Enter');
  }

  /** The question of whether a server may use the model. */
  get question(): Locator {
    return this.page
      .locator('.quick-input-widget', { hasText: 'use your model?' })
      .and(this.page.locator(':visible'));
  }

  async decide(decision: string): Promise<void> {
    const item = this.question.locator('.monaco-list-row .label-name').getByText(decision, { exact: true });
    await item.waitFor();
    // The dialog allows nothing in its first moment.
    await this.page.waitForTimeout(500);
    await item.click();
  }

  notification(text: string | RegExp): Locator {
    return this.page.locator('.notifications-toasts .notification-toast', { hasText: text }).first();
  }

  /** The rows of the view Sampling Activity, beside the view Summaries. */
  get activityRows(): Locator {
    const header = this.page.locator('.pane-header', { hasText: 'Sampling Activity' });
    return this.page.locator('.pane', { has: header }).locator('.monaco-list-row');
  }

  /** What is being written, in the status bar. */
  running(text: string | RegExp): Locator {
    return this.page.locator('.statusbar-item:has(.codicon-loading)', { hasText: text }).first();
  }

  /** Stops what is being written, with a click in the status bar. */
  async stop(text: string | RegExp): Promise<void> {
    await this.running(text).locator('a').click();
  }

  async press(notification: Locator, button: string): Promise<void> {
    await notification.getByRole('button', { name: button, exact: true }).click();
  }

  /** The text of the Markdown preview that is in front. */
  get preview(): FrameLocator {
    return this.page.frameLocator('iframe.webview.ready >> visible=true').frameLocator('#active-frame');
  }

  /** Waits until the summary in the preview is no longer being written: its status line says how long it took. */
  async summaryToEnd(timeout?: number): Promise<void> {
    const seconds = this.preview.getByText(/ · (?:less than )?[\d.]+ s(?: ·|$)/);
    await seconds.first().waitFor(timeout === undefined ? {} : { timeout });
  }

  /** Back to the initial state: only the sample is open, with no questions or notifications. */
  async tidy(): Promise<void> {
    await this.page.keyboard.press('Escape');
    const said = this.page.locator('.notifications-toasts .notification-toast, .codicon-bell-dot');
    if ((await said.count()) > 0) await this.runCommand('Notifications: Clear All Notifications');
    await this.focusEditor();
    if ((await this.page.locator('.editor-group-container').count()) > 1)
      await this.runCommand('View: Close Editors in Other Groups');
  }

  async screenshot(name: string): Promise<void> {
    // A notification slides in.
    await this.page.waitForTimeout(300);
    await this.page.screenshot({ path: path.join(SCREENSHOTS, `${name}.png`) });
  }

  /** The processes of this window, not of others, whose command line holds `words`. */
  processesWith(words: string): number[] {
    return descendantsWith(words, this.#code.pid);
  }

  /** Ends the window and the extension host behind it. */
  async closeWindow(): Promise<void> {
    await this.#browser.close();
    await this.#code.stop();
  }

  async #close(): Promise<void> {
    CodeWindow.#open.delete(this);
    await this.closeWindow();
    await rm(this.#folder, { recursive: true, force: true, maxRetries: 5 });
  }
}
