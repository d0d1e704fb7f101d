import { createHash } from 'node:crypto';
import * as vscode from 'vscode';
import type { SummaryState } from '../../summary/state.js';

export const SUMMARY_SCHEME = 'mcp-summary';

/** What a tab is named after. */
type Named = Pick<SummaryState, 'title' | 'lines' | 'tool'>;

/** The document of a source, which shows its newest summary; its tab shows its name. */
export function documentUri(identity: string, named: Named): vscode.Uri {
  return uriFor(createHash('sha256').update(identity).digest('hex').slice(0, 16), named);
}

/**
 * The document with a key, `mcp-summary://KEY/NAME`. Its name has no ending, so that its tab reads well; `package.json`
 * says that it is Markdown.
 */
export function uriFor(key: string, { title, lines, tool }: Named): vscode.Uri {
  const what = tool ?? 'summary';
  const source = lines === '' ? title : `${title} ${lines}`;
  const name = (source === '' ? what : `${source} – ${what}`).replace(/[/\\]/g, '-');
  return vscode.Uri.from({ scheme: SUMMARY_SCHEME, authority: key, path: `/${name}` });
}

/** In the place of a host, so that breadcrumbs show nothing but the name. */
export function keyOf({ authority }: vscode.Uri): string {
  return authority;
}

/** Equal for all summaries of one source. An older one has its time before it. */
export function sourceKey(uri: vscode.Uri): string {
  return keyOf(uri).split('-').at(-1) ?? '';
}

/** The document of a summary's source, which shows the newest one; the summary may be an older one. */
export function sourceUri({ uri }: { readonly uri: vscode.Uri }): vscode.Uri {
  return uri.with({ authority: sourceKey(uri) });
}
