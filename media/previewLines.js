/*
 * Runs in every Markdown preview of VS Code, and does nothing but in those of summaries: it tells the extension which
 * lines a link leads to while it is pointed at, and opens those that no link of VS Code's can lead to. A preview can
 * send nothing to an extension; but it loads what is beside its document, and the extension sees what is asked for
 * (src/extension/summaries/pointedLines.ts).
 */
if (new URL(document.baseURI).hostname.startsWith('mcp-summary+')) {
  let pointedAt = '';
  let time = 0;

  const linkOf = (target) => (target instanceof Element ? target.closest('a[href]') : null);

  /** "3-5/src/parse.ts"; empty if it leads to no lines. */
  const linesOf = (link) => {
    const lines = /^#L(\d+)-L(\d+)$/.exec(link?.hash ?? '');
    return lines === null ? '' : `${lines[1]}-${lines[2]}${link.pathname}`;
  };

  const tell = (what, lines) => {
    // An image that was loaded before is not loaded again, and the extension has to know what was asked for last.
    time = Math.max(time + 1, Date.now());
    new Image().src = `/${what}/${lines}?${time}`;
  };

  const point = (target) => {
    const lines = linesOf(linkOf(target));
    if (lines !== pointedAt) tell('point', lines);
    pointedAt = lines;
  };

  for (const into of ['mouseover', 'focusin']) addEventListener(into, (event) => point(event.target));
  for (const outOf of ['mouseout', 'focusout'])
    addEventListener(outOf, (event) => point(event.relatedTarget));

  addEventListener('click', ({ target }) => {
    const link = linkOf(target);
    // Other links are VS Code's.
    if (link?.getAttribute('href').startsWith('#L')) tell('open', linesOf(link));
  });
}
