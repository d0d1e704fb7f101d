import { oneLine } from '../common/errors.js';
import type { ModelContent, ModelMessage, ModelRequest } from '../models/model.js';
import { estimateInputTokens } from '../models/inputTokens.js';
import type { Question } from '../policy/user.js';
import { CHOSEN_BY } from '../sampling/chosenBy.js';
import type { ReviewText } from './reviewQueue.js';
import { badReview, readSections, renderSections, type Section } from './sections.js';

const number = new Intl.NumberFormat('en-US');

interface Part extends Section {
  /** Applies the user's edit to the request. */
  readonly apply: (request: ModelRequest, body: string) => ModelRequest;
}

/** Turns a sampling request into a text that the user can edit, and back. */
export function promptReview(question: Question): ReviewText<ModelRequest> {
  const { request } = question.sampling;
  const intro = introduction(question);
  const parts = partsOf(question);
  return {
    text: renderSections(intro, parts),
    unchanged: request,
    read: (text) => {
      const bodies = readSections(text, intro, parts);
      const edited = parts.reduce((made, { apply }, index) => {
        const body = bodies[index];
        return body === undefined ? made : apply(made, body);
      }, request);
      return edited === request ? request : withoutBlanks(edited);
    },
  };
}

function introduction({ server, tool, sampling, choice }: Question): string[] {
  const tokens = number.format(estimateInputTokens(sampling.request));
  const dropped =
    sampling.dropped.length === 0
      ? []
      : [`Not passed on to the model: ${sampling.dropped.map((name) => oneLine(name)).join(', ')}.`];
  return [
    `A sampling request from ${oneLine(server.name, 60)} (tool ${oneLine(tool, 60)}). This is what your model will get.`,
    `Estimated input: ${tokens} tokens. Model ${CHOSEN_BY[choice.by]}.`,
    ...dropped,
    'Edit below, then Approve or Deny (top right). Closing the tab denies.',
  ];
}

function partsOf({ sampling, model, choice }: Question): Part[] {
  const { request, requestedMaxTokens } = sampling;
  const { messages, systemPrompt = '', maxTokens, stopSequences, tools, toolChoice, userId } = request;
  return [
    {
      title: 'Model',
      body: choice.name,
      isFixed: !model.isNameable,
      apply: (made, body) => ({ ...made, model: readModel(body) }),
    },
    {
      title: `Token limit for the answer (up to ${number.format(requestedMaxTokens)})`,
      body: String(maxTokens),
      isFixed: false,
      apply: (made, body) => ({ ...made, maxTokens: readLimit(body, requestedMaxTokens) }),
    },
    {
      title: 'System prompt',
      body: systemPrompt,
      isFixed: false,
      apply: withSystemPrompt,
    },
    ...messages.flatMap(partsOfMessage),
    ...(tools.length === 0
      ? []
      : [fixed(`Tools for the model (${toolChoice})`, JSON.stringify(tools, undefined, 2))]),
    ...(userId === undefined ? [] : [fixed('User ID from the server', userId)]),
    ...(stopSequences.length === 0 ? [] : [fixed('Stop sequences', JSON.stringify(stopSequences))]),
  ];
}

function partsOfMessage({ role, content }: ModelMessage, at: number): Part[] {
  return content.map((block, place) => {
    const which = content.length === 1 ? '' : `, part ${String(place + 1)}`;
    const title = `Message ${String(at + 1)}, ${role}${which}`;
    if (block.type !== 'text') return fixed(`${title} (read-only)`, describeAttachment(block));
    return {
      title,
      body: block.text,
      isFixed: false,
      apply: (made, text) => withText(made, at, place, text),
    };
  });
}

function fixed(title: string, body: string): Part {
  return { title, body, isFixed: true, apply: (made) => made };
}

function withText(request: ModelRequest, at: number, place: number, text: string): ModelRequest {
  const messages = request.messages.map((message, index) => {
    if (index !== at) return message;
    return { ...message, content: message.content.with(place, { type: 'text', text }) };
  });
  return { ...request, messages };
}

function withSystemPrompt({ systemPrompt: _, ...request }: ModelRequest, body: string): ModelRequest {
  return body.trim() === '' ? request : { ...request, systemPrompt: body };
}

/** Emptied blocks are not sent: no model accepts blank text. */
function withoutBlanks(request: ModelRequest): ModelRequest {
  const messages = request.messages
    .map(({ role, content }) => ({ role, content: content.filter((block) => !isBlank(block)) }))
    .filter(({ content }) => content.length > 0);
  if (messages.length === 0) throw badReview('The request must not be empty');
  return { ...request, messages };
}

function isBlank(block: ModelContent): boolean {
  return block.type === 'text' && block.text.trim() === '';
}

function readModel(body: string): string {
  const name = body.trim();
  if (name === '' || /\s/.test(name)) throw badReview('The model must be a single name');
  return name;
}

/** The server's own limit must be kept (MCP client/sampling, `maxTokens`); the user may change their own. */
function readLimit(body: string, requested: number): number {
  const limit = /^\d{1,9}$/.test(body.trim()) ? Number(body.trim()) : 0;
  if (limit < 1 || limit > requested) {
    throw badReview(`The token limit must be a whole number from 1 to ${String(requested)}`);
  }
  return limit;
}

function describeAttachment(block: Exclude<ModelContent, { type: 'text' }>): string {
  switch (block.type) {
    case 'image':
      return `${block.mimeType}, ${number.format(Buffer.byteLength(block.data, 'base64'))} bytes`;
    case 'toolUse':
      return `calls the tool ${block.name} with ${JSON.stringify(block.input, undefined, 2)}`;
    case 'toolResult':
      return [
        block.isError ? 'the tool failed with' : 'the tool returned',
        ...block.content.map((inner) => (inner.type === 'text' ? inner.text : describeAttachment(inner))),
      ].join('\n');
  }
}
