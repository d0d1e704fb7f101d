import { oneLine } from '../common/errors.js';
import type { ModelAnswer } from '../models/model.js';
import type { Question } from '../policy/user.js';
import type { ReviewText } from './reviewQueue.js';
import { badReview, readSections, renderSections, type Section } from './sections.js';

/** Turns a model's answer into a text that the user can edit before the server gets it, and back. */
export function answerReview({ server, tool }: Question, answer: ModelAnswer): ReviewText<ModelAnswer> {
  const intro = [
    `${oneLine(answer.model, 60)} answered a request from ${oneLine(server.name, 60)} (tool ${oneLine(tool, 60)}). This is what the server will get.`,
    'Edit below, then Approve or Deny (top right). Closing the tab denies.',
  ];
  const sections = answer.content.map((block, index): Section => {
    const which = answer.content.length === 1 ? '' : `, part ${String(index + 1)}`;
    return block.type === 'text'
      ? { title: `Answer${which}`, body: block.text, isFixed: false }
      : {
          title: `Answer${which} (read-only)`,
          body: `calls the tool ${block.name} with ${JSON.stringify(block.input, undefined, 2)}`,
          isFixed: true,
        };
  });
  return {
    text: renderSections(intro, sections),
    unchanged: answer,
    read: (text) => {
      const bodies = readSections(text, intro, sections);
      if (bodies.every((body) => body === undefined)) return answer;
      const content = answer.content
        .map((block, index) => {
          const body = bodies[index];
          return body === undefined ? block : { type: 'text' as const, text: body };
        })
        .filter((block) => block.type !== 'text' || block.text.trim() !== '');
      if (content.length === 0) throw badReview('The answer must not be empty');
      return { ...answer, content };
    },
  };
}
