import type { FoundSecret } from './findSecrets.js';

/** A text with what was found in it replaced by what it was; the lines of the text stay where they are. */
export function redact(text: string, found: readonly FoundSecret[]): string {
  let redacted = '';
  let end = 0;
  for (const { name, from, to } of found) {
    const lines = text.slice(from, to).split('\n').length - 1;
    redacted += `${text.slice(end, from)}[redacted: ${name}]${'\n'.repeat(lines)}`;
    end = to;
  }
  return redacted + text.slice(end);
}

/** What was found, in words: "1 private key (line 3), 2 GitHub Tokens (lines 5, 8)". */
export function describeSecrets(found: readonly FoundSecret[]): string {
  const names = [...new Set(found.map(({ name }) => name))];
  return names
    .map((name) => {
      const lines = [...new Set(found.filter((secret) => secret.name === name).map(({ line }) => line))];
      const count = found.filter((secret) => secret.name === name).length;
      const shown = lines.slice(0, 5).join(', ') + (lines.length > 5 ? '…' : '');
      return `${String(count)} × ${name} (${lines.length === 1 ? 'line' : 'lines'} ${shown})`;
    })
    .join(', ');
}
