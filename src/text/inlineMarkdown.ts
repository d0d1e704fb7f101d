/** Text of any kind as a Markdown code span, whatever it holds: for names of files and models. */
export function codeSpan(text: string): string {
  const flat = text.replace(/\s+/g, ' ').trim();
  const longest = Math.max(0, ...Array.from(flat.matchAll(/`+/g), ([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  const pad = flat.startsWith('`') || flat.endsWith('`') ? ' ' : '';
  return `${fence}${pad}${flat}${pad}${fence}`;
}

/** Text of any kind as plain Markdown text. */
export function plainText(text: string): string {
  return text.replace(/\s+/g, ' ').replace(/[\\`*_[\]#!|<>~&]/g, '\\$&');
}
