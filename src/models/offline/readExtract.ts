import { withoutLineReference } from '../../text/lineReference.js';
import { linesOf } from '../../text/lines.js';
import type { Bullet, Extract } from './bullets.js';

/** More lines than this share that are none of an extract's make a text something else. */
const MOST_OTHERS = 0.1;

interface OpenExtract {
  lead?: Bullet;
  sections: { heading?: string; bullets: Bullet[] }[];
}

/**
 * Extracts that stand one below the other, as `markdownOf` writes them.
 *
 * @returns undefined if the text is something else
 */
export function readExtracts(text: string): readonly Extract[] | undefined {
  const extracts: OpenExtract[] = [];
  let lines = 0;
  let others = 0;
  let isApart = true;
  for (const { text: line } of linesOf(text)) {
    if (line.trim() === '') {
      isApart = true;
      continue;
    }
    lines++;
    const found = withoutLineReference(line.trimEnd());
    const bullet = found === undefined ? null : /^( {0,20})- (.*)$/.exec(found.text);
    const lead = found === undefined || bullet !== null ? null : /^\*\*(.*)\*\*$/.exec(found.text);
    const heading = /^### (.{1,100})$/.exec(line)?.[1];
    const open = extracts.at(-1);
    if (found !== undefined && lead !== null) {
      extracts.push({ lead: { text: lead[1] ?? '', ...found.lines }, sections: [] });
    } else if (heading !== undefined && open !== undefined) {
      open.sections.push({ heading, bullets: [] });
    } else if (found !== undefined && bullet !== null) {
      const [, blanks = '', said = ''] = bullet;
      // Without a lead or a heading, another list is another extract.
      const begins =
        isApart &&
        (open === undefined || open.sections.at(-1)?.bullets.length !== 0) &&
        open?.lead === undefined;
      const extract = open === undefined || begins ? added(extracts) : open;
      if (extract.sections.length === 0) extract.sections.push({ bullets: [] });
      extract.sections.at(-1)?.bullets.push({ text: said, level: blanks.length / 2, ...found.lines });
    } else others++;
    isApart = false;
  }
  return lines === 0 || others > lines * MOST_OTHERS ? undefined : extracts;
}

function added(extracts: OpenExtract[]): OpenExtract {
  const extract: OpenExtract = { sections: [] };
  extracts.push(extract);
  return extract;
}
