import type { Tool } from '@modelcontextprotocol/client';
import { oneLine, SummarizeError, toSummarizeError } from '../../common/errors.js';
import { assertFitsOneMessage } from '../../common/limits.js';
import { argumentsOf, missingArguments, takesText } from '../../mcp/tools/toolArguments.js';
import { assertCallable } from '../../mcp/tools/taskOnly.js';
import { allowedText, redactionsOf } from '../secrets/askAboutSecrets.js';
import { askForArguments, askForTextArgument } from '../servers/askForArguments.js';
import { withNextSteps } from './nextSteps.js';
import type { Work } from './work.js';
import { pickServer, pickTool } from '../servers/pickTool.js';
import { ShownCall } from './shownCall.js';
import { withCancellableProgress } from '../notify/progress.js';
import { activeSource } from '../sources/activeTab.js';
import type { ReadSource, SourceText } from '../sources/sourceText.js';
import { searchedSource, shownSource } from './withSource.js';
import type { Services } from '../services.js';
import { readSettings } from '../settings.js';

/** Runs a tool of the user's choice on the selection, or the entire file, and shows its result beside the editor. */
export async function runToolOnSelection(services: Services): Promise<void> {
  const read = activeSource('selection');
  let selected: SourceText | SummarizeError | undefined;
  let server: string | undefined;
  let call: ShownCall | undefined;
  const work: Work = {
    name: 'Run Tool on Selection',
    run: async () => {
      if (call === undefined) {
        // Read once, so that a retry uses the same text.
        selected ??= await readOrWhyNot(read);
        server ??= await pickServer('Run Tool on Selection');
        if (server === undefined) return;
        call = await prepare(services, server, selected);
        if (call !== undefined) services.retries.remember(call.uri, work);
      }
      await call?.run(readSettings());
    },
    after: async () => await call?.askAboutGaps(),
    tells: () => call?.tellsFailure === true,
    server: () => server,
  };
  await withNextSteps(services, work);
}

/** The selection, or why there is none, which does not matter to a tool that takes no text. */
async function readOrWhyNot(read: ReadSource): Promise<SourceText | SummarizeError> {
  try {
    return await read(new AbortController().signal);
  } catch (error) {
    return toSummarizeError(error);
  }
}

/** Asks everything that the call needs; undefined if the user dismissed a question. */
async function prepare(
  services: Services,
  server: string,
  selected: SourceText | SummarizeError,
): Promise<ShownCall | undefined> {
  const connection = await services.servers.connection(server);
  if (connection === undefined) return undefined;
  const { name } = connection.server;
  const tools = await withCancellableProgress(`Listing the tools of ${name}`, async (report, signal) =>
    connection.listTools(signal, report),
  );
  if (tools.length === 0) {
    throw new SummarizeError('toolNotFound', `${name} offers no tools; choose another server.`);
  }
  const tool = await pickTool(name, tools);
  if (tool === undefined) return undefined;
  assertCallable(tool, name);
  const given = selected instanceof SummarizeError || !takesText(tool) ? undefined : selected;
  const searched = given && allowedText({ ...searchedSource(given), along: [] }, services.findSecrets);
  const checked = await searched?.checked(new AbortController().signal);
  const text = given && checked && { ...given, text: checked.text };
  const values = await collectArguments(tool, text ?? selected);
  if (values === undefined) return undefined;
  const label = oneLine(tool.title ?? tool.name, 60);
  return new ShownCall(services, {
    title:
      text === undefined
        ? label
        : `${label} with ${text.lines === '' ? '' : `${text.part} of `}${text.title}`,
    shown: {
      ...(text === undefined
        ? { title: '', part: 'the selection was not used', lines: '', ranges: [], leftOut: [] }
        : shownSource(text)),
      tool: oneLine(tool.name, 60),
      server: name,
      style: '',
      wishes: {},
      redactions: checked === undefined ? [] : redactionsOf(checked, text?.firstLine),
    },
    identity: JSON.stringify([text?.identity, server, tool.name, values]),
    server,
    given: () => text?.text ?? '',
    needsModel: false,
    perform: async (options) => {
      const { runTool } = await import('../../call/runTool.js');
      return await runTool(tool.name, values, options);
    },
  });
}

/** The tool's arguments: the selection, and what else it requires, from the user. */
async function collectArguments(
  tool: Tool,
  selected: SourceText | SummarizeError,
): Promise<Readonly<Record<string, unknown>> | undefined> {
  const declared = argumentsOf(tool);
  const title = oneLine(tool.title ?? tool.name, 60);
  if (!takesText(tool)) return await askForArguments(title, missingArguments(declared, {}));
  if (selected instanceof SummarizeError) throw selected;
  assertFitsOneMessage(selected.text);
  const target = await askForTextArgument(title, declared);
  if (target === undefined) return undefined;
  const given = { [target.name]: selected.text };
  const asked = await askForArguments(title, missingArguments(declared, given));
  return asked === undefined ? undefined : { ...given, ...asked };
}
