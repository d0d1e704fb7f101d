import { parser } from '@lezer/markdown';
import { withoutDeepMarkers } from './markdownMarkers.js';

const INLINE = [
  'Escape',
  'Entity',
  'InlineCode',
  'HTMLTag',
  'Emphasis',
  'HardBreak',
  'Link',
  'Image',
  'LinkEnd',
];

/** Headings and lists are blocks, so inline syntax is not parsed. */
export const markdown = parser.configure({ remove: INLINE });

/** The items of a text's Markdown lists, each up to its first paragraph. */
export function listItems(text: string): string[] {
  const items: string[] = [];
  markdown.parse(withoutDeepMarkers(text)).iterate({
    enter: ({ name, node }) => {
      const paragraph = name === 'ListItem' ? node.getChild('Paragraph') : null;
      if (paragraph !== null) items.push(text.slice(paragraph.from, paragraph.to).replace(/\s+/g, ' '));
    },
  });
  return items;
}
