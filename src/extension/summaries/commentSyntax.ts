import * as vscode from 'vscode';
import * as z from 'zod';
import type { CommentSyntax } from '../../text/commented.js';

const manifest = z.looseObject({
  contributes: z
    .looseObject({
      languages: z
        .array(z.looseObject({ id: z.string(), configuration: z.string().optional() }))
        .optional()
        .catch(undefined),
    })
    .optional(),
});

const configuration = z.looseObject({
  comments: z.looseObject({
    lineComment: z
      .union([z.string(), z.looseObject({ comment: z.string() }).transform(({ comment }) => comment)])
      .nullish()
      .catch(undefined),
    blockComment: z.tuple([z.string(), z.string()]).nullish().catch(undefined),
  }),
});

/**
 * How a language writes comments, from the extension that defines it: VS Code has no API for that.
 *
 * @returns empty if it has none, or they are not known
 */
export async function commentSyntaxOf(languageId: string): Promise<CommentSyntax> {
  const { parse } = await import('jsonc-parser');
  for (const extension of vscode.extensions.all) {
    const languages = manifest.safeParse(extension.packageJSON).data?.contributes?.languages ?? [];
    for (const { id, configuration: file } of languages) {
      if (id !== languageId || file === undefined) continue;
      try {
        const bytes = await vscode.workspace.fs.readFile(vscode.Uri.joinPath(extension.extensionUri, file));
        const read: unknown = parse(new TextDecoder().decode(bytes));
        const { lineComment, blockComment } = configuration.parse(read).comments;
        return { line: lineComment ?? undefined, block: blockComment ?? undefined };
      } catch {
        // Another extension may know it.
      }
    }
  }
  return {};
}
