import { setTimeout as delay } from 'node:timers/promises';
import * as vscode from 'vscode';
import * as z from 'zod';
import { SummarizeError } from '../../../common/errors.js';

/** What we need of VS Code's Git extension (`vscode.git`, version 1 of its API). */
export interface GitApi {
  /** Git's executable. */
  readonly path: string;
  readonly repositories: readonly GitRepository[];
}

export interface GitRepository {
  readonly rootUri: vscode.Uri;
  /** The branch that is checked out, if any. */
  readonly branch: string | undefined;
  /** Whether it is the one that the Source Control view shows. */
  readonly isSelected: boolean;
  /** The branch that this one was made from, such as `origin/main`. */
  baseOf(branch: string): Promise<string | undefined>;
}

/** How long to wait for it, in milliseconds. */
const FOUND_MILLISECONDS = 10_000;

const uri = z.custom<vscode.Uri>((value) => value instanceof vscode.Uri);
const method = z.custom<(...args: unknown[]) => unknown>((value) => typeof value === 'function');
const extensionShape = z.object({ enabled: z.boolean(), getAPI: method });
const apiShape = z.object({
  git: z.object({ path: z.string() }),
  repositories: z.array(z.unknown()),
  state: z.string().optional(),
});
const repositoryShape = z.object({
  rootUri: uri,
  state: z.object({ HEAD: z.object({ name: z.string().optional() }).optional() }),
  ui: z.object({ selected: z.boolean() }),
});
const branchShape = z.object({ remote: z.string().optional(), name: z.string() }).optional();

/**
 * The Git extension, or undefined if it is disabled, has found no Git, or may not run here, as in Restricted Mode.
 */
export async function gitApi(): Promise<GitApi | undefined> {
  const extension = vscode.extensions.getExtension<unknown>('vscode.git');
  if (extension === undefined) return undefined;
  try {
    const { enabled } = extensionShape.parse(await extension.activate());
    if (!enabled) return undefined;
    const api = call(extension.exports, 'getAPI', 1);
    await untilFound(api);
    const { git, repositories } = apiShape.parse(api);
    return { path: git.path, repositories: repositories.flatMap((each) => repositoryFrom(each) ?? []) };
  } catch {
    // It throws where it has found no Git.
    return undefined;
  }
}

/** Shortly after the window has opened, the extension still looks for repositories. */
async function untilFound(api: unknown): Promise<void> {
  const until = Date.now() + FOUND_MILLISECONDS;
  while (apiShape.parse(api).state === 'uninitialized' && Date.now() < until) await delay(50);
}

/**
 * The same where it is needed.
 *
 * @throws {SummarizeError} `nothingToSummarize`
 */
export async function neededGitApi(): Promise<GitApi> {
  const api = await gitApi();
  if (api !== undefined) return api;
  throw new SummarizeError(
    'nothingToSummarize',
    vscode.workspace.isTrusted
      ? 'VS Code’s Git extension is not available; install Git, or turn on the setting “Git: Enabled”.'
      : 'VS Code uses no Git in Restricted Mode; trust this workspace to summarize its changes.',
  );
}

/** The innermost repository that holds a file. */
export function repositoryOf({ repositories }: GitApi, { path }: vscode.Uri): GitRepository | undefined {
  return repositories
    .filter(({ rootUri }) => path === rootUri.path || path.startsWith(`${rootUri.path}/`))
    .sort((a, b) => b.rootUri.path.length - a.rootUri.path.length)[0];
}

function repositoryFrom(given: unknown): GitRepository | undefined {
  const parsed = repositoryShape.safeParse(given);
  if (!parsed.success) return undefined;
  const { rootUri, state, ui } = parsed.data;
  return {
    rootUri,
    branch: state.HEAD?.name,
    isSelected: ui.selected,
    baseOf: async (branch) => {
      const base = branchShape.parse(await call(given, 'getBranchBase', branch));
      return base && (base.remote === undefined ? base.name : `${base.remote}/${base.name}`);
    },
  };
}

/** Calls a method of an object that is not ours, and older than its documentation perhaps. */
function call(object: unknown, name: string, ...args: readonly unknown[]): unknown {
  return method.parse(Reflect.get(Object(object), name)).apply(object, [...args]);
}
