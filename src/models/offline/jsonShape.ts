import { jsonTokensOf, type JsonToken } from '../../text/jsonTokens.js';
import { LineCounter } from '../../text/lines.js';
import type { Breath } from '../../common/breath.js';
import { Column } from './column.js';

/** Deeper values, and more of them, are not told apart. */
const DEEPEST = 12;
const MOST_KEYS = 100;
const MOST_SHAPES = 3000;

/** What the values at one place of a JSON text have in common: `items[].name`, say. */
export class Shape {
  readonly keys = new Map<string, Shape>();
  /** What all elements of its lists have in common. */
  items: Shape | undefined;
  objects = 0;
  lists = 0;
  nulls = 0;
  /** The fewest and the most elements of its lists. */
  fewest = Infinity;
  most = 0;
  /** Keys beyond the ones that are told apart. */
  moreKeys = 0;
  readonly scalars = new Column();

  constructor(
    readonly fromLine: number,
    public toLine = fromLine,
  ) {}

  get count(): number {
    return this.objects + this.lists + this.nulls + this.scalars.filled + this.scalars.empty;
  }
}

/** The shape of a JSON text, of JSON lines, or of a part of either. */
export interface JsonShape {
  /** One for all values. */
  readonly values: Shape | undefined;
  readonly count: number;
  /** Keys that stand in no object, because the text begins within one. */
  readonly loose: Shape | undefined;
  /** The first place that is no JSON. */
  readonly invalidLine: number | undefined;
  /** How many objects and lists were not closed. */
  readonly open: number;
}

interface Frame {
  readonly shape: Shape;
  readonly isList: boolean;
  key: string | undefined;
  length: number;
}

/** Reads the shape of a JSON text, token by token. */
export async function jsonShapeOf(text: string, breath: Breath): Promise<JsonShape> {
  const reader = new ShapeReader(text);
  for (const token of jsonTokensOf(text)) {
    if (breath.isDue(token.to - token.from)) await breath.take();
    reader.add(token);
  }
  return reader.result();
}

class ShapeReader {
  readonly #text: string;
  readonly #lines: LineCounter;
  readonly #root: Frame = { shape: new Shape(1), isList: true, key: undefined, length: 0 };
  readonly #stack: Frame[] = [];
  /** How deep within what is not looked at. */
  #ignored = 0;
  #shapes = 0;
  #loose: Shape | undefined;
  #invalidLine: number | undefined;

  constructor(text: string) {
    this.#text = text;
    this.#lines = new LineCounter(text);
  }

  add({ type, from, to }: JsonToken): void {
    const isOpening = type === '{' || type === '[';
    const isClosing = type === '}' || type === ']';
    if (this.#ignored > 0) {
      if (isOpening) this.#ignored++;
      if (isClosing) this.#ignored--;
      return;
    }
    if (isOpening && this.#stack.length >= DEEPEST) {
      this.#ignored = 1;
      return;
    }
    const line = this.#lines.lineAt(from);
    const frame = this.#stack.at(-1) ?? this.#root;
    if (isClosing) this.#close(line);
    else if (type === 'invalid') this.#invalidLine ??= line;
    else if (type === 'key') frame.key = this.#text.slice(from + 1, Math.min(to - 1, from + 100));
    else if (isOpening) this.#open(type === '[', this.#target(frame, line));
    else this.#scalar(type, this.#text.slice(from, to), this.#target(frame, line), line);
  }

  result(): JsonShape {
    return {
      values: this.#root.shape.items,
      count: this.#root.length,
      loose: this.#loose,
      invalidLine: this.#invalidLine,
      open: this.#stack.length + this.#ignored,
    };
  }

  #open(isList: boolean, shape: Shape): void {
    if (isList) shape.lists++;
    else shape.objects++;
    this.#stack.push({ shape, isList, key: undefined, length: 0 });
  }

  #close(line: number): void {
    const frame = this.#stack.pop();
    if (frame === undefined) return;
    frame.shape.toLine = line;
    if (!frame.isList) return;
    frame.shape.fewest = Math.min(frame.shape.fewest, frame.length);
    frame.shape.most = Math.max(frame.shape.most, frame.length);
  }

  #scalar(type: JsonToken['type'], written: string, shape: Shape, line: number): void {
    if (type === 'null') shape.nulls++;
    else if (type === 'string') {
      const value = written.slice(1, written.endsWith('"') ? -1 : undefined);
      shape.scalars.add(value, line, !/^\d{4}-\d\d-\d\d/.test(value));
    } else shape.scalars.add(written, line);
  }

  /** The shape of a value that comes next. */
  #target(frame: Frame, line: number): Shape {
    const { key } = frame;
    frame.key = undefined;
    let shape: Shape;
    if (frame === this.#root && key !== undefined) {
      this.#loose ??= new Shape(line);
      this.#loose.toLine = line;
      shape = this.#keyed(this.#loose, key, line);
    } else if (frame.isList) {
      frame.length++;
      shape = frame.shape.items ??= new Shape(line);
    } else {
      shape = this.#keyed(frame.shape, key ?? '', line);
    }
    shape.toLine = line;
    return shape;
  }

  #keyed(parent: Shape, key: string, line: number): Shape {
    const known = parent.keys.get(key);
    if (known !== undefined) return known;
    const shape = new Shape(line);
    if (parent.keys.size >= MOST_KEYS || this.#shapes >= MOST_SHAPES) parent.moreKeys++;
    else {
      this.#shapes++;
      parent.keys.set(key, shape);
    }
    return shape;
  }
}
