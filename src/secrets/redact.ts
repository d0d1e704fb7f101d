import type { FoundSecret } from './findSecrets.js';

/** More kinds, or lines per kind, are only counted, to keep the message readable. */
const MAX_KINDS = 10;
const MAX_LINES = 5;

/** Replaces each secret with a placeholder of its kind; line numbers stay the same. */
export function redact(text: string, found: readonly FoundSecret[]): string {
  let redacted = '';
  let end = 0;
  for (const { name, from, to } of found) {
    const lines = text.slice(from, to).split('\n').length - 1;
    redacted += `${text.slice(end, from)}[${name}]${'\n'.repeat(lines)}`;
    end = to;
  }
  return redacted + text.slice(end);
}

/** Describes the secrets: "1 × private key (line 3), 2 × GitHub token (lines 5, 8)". */
export function describeSecrets(found: readonly FoundSecret[]): string {
  const kinds = new Map<string, { count: number; readonly lines: Set<number> }>();
  for (const { name, line } of found) {
    const kind = kinds.get(name) ?? { count: 0, lines: new Set() };
    kind.count++;
    kind.lines.add(line);
    kinds.set(name, kind);
  }
  const told = [...kinds].slice(0, MAX_KINDS).map(([name, { count, lines }]) => {
    const shown = [...lines].slice(0, MAX_LINES).join(', ') + (lines.size > MAX_LINES ? '…' : '');
    return `${String(count)} × ${name} (${lines.size === 1 ? 'line' : 'lines'} ${shown})`;
  });
  const others = kinds.size - told.length;
  return [...told, ...(others === 0 ? [] : [`${String(others)} more`])].join(', ');
}
