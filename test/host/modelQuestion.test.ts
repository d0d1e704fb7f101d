import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { askWhatToDo } from '../../src/extension/models/modelFromSettings.js';
import { stepsFor } from '../../src/extension/notify/failure.js';
import { readSettings } from '../../src/extension/settings.js';

describe('What a new user is asked', () => {
  const show = vscode.window.showInformationMessage;
  let shown: readonly unknown[] = [];
  before(() => {
    const record = (...all: readonly unknown[]): Promise<undefined> => {
      shown = all;
      return Promise.resolve(undefined);
    };
    Reflect.set(vscode.window, 'showInformationMessage', record);
  });
  after(() => {
    Reflect.set(vscode.window, 'showInformationMessage', show);
  });

  it('offers Offline where it would do, and only there', async () => {
    await askWhatToDo(readSettings(), { offlineWillDo: true });
    assert.match(String(shown[0]), / Offline makes an extract /);
    assert.deepEqual(shown.slice(1), ['Add API Key', 'Choose Model…', 'Try Offline Once']);
    await askWhatToDo(readSettings(), { offlineWillDo: false });
    assert.doesNotMatch(String(shown[0]), /Offline/);
    assert.deepEqual(shown.slice(1), ['Add API Key', 'Choose Model…']);
  });

  it('is another model where the one in the settings cannot do it', () => {
    assert.deepEqual(stepsFor('modelCannot'), ['chooseModel']);
  });
});
