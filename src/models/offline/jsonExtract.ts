import { Breath } from '../../common/breath.js';
import { codeSpan } from '../../text/inlineMarkdown.js';
import { counted, inWords, shortened, type Bullet, type Extract } from './bullets.js';
import { jsonShapeOf, type JsonShape, type Shape } from './jsonShape.js';
import { wholeOf, type Source } from './source.js';

/** The most lines about values, and how many of them may be about the keys of one; how deep they go. */
const MOST = { bullets: 40, keys: 25, depth: 3 };

/** What a JSON text holds: its keys with types, ranges and lengths, and where something is missing. */
export async function jsonExtract({ text, signal }: Source): Promise<Extract> {
  const shape = await jsonShapeOf(text, new Breath(signal));
  const { values, count, loose } = shape;
  const top = count > 0 ? values : loose;
  const bullets: Bullet[] = [];
  if (top !== undefined) {
    // Level by level, so that the outermost are told first; then in their order.
    for (let depth = 0; depth < MOST.depth && bullets.length < MOST.bullets; depth++) {
      const more = keyBullets(top, depth);
      if (more.length > MOST.bullets && depth > 0) break;
      bullets.splice(0, bullets.length, ...more.slice(0, MOST.bullets));
    }
  }
  const whole = wholeOf(text);
  return {
    lead: { text: `JSON: ${whatIsOnTop(shape)}`, ...whole },
    sections: [{ bullets }, { heading: 'Gaps', bullets: faults(shape, whole.toLine) }],
  };
}

function whatIsOnTop({ values, count, loose }: JsonShape): string {
  if (count === 0 || values === undefined) {
    return loose === undefined ? 'no values' : `part of an object, ${counted(loose.keys.size, 'key')}`;
  }
  if (count === 1) return describe(values, 1);
  const isAlike = values.objects === count;
  const keys = counted(values.keys.size + values.moreKeys, 'key');
  return `${counted(count, 'record')}, ${isAlike ? keys : describe(values, 1)}`;
}

function keyBullets(shape: Shape, depth: number, level = 0): readonly Bullet[] {
  const inside = shape.keys.size > 0 ? shape : shape.items;
  if (inside === undefined) return [];
  if (inside.keys.size === 0 && inside !== shape) return keyBullets(inside, depth, level);
  const told = [...inside.keys].slice(0, MOST.keys);
  const hidden = inside.keys.size - told.length + inside.moreKeys;
  return [
    ...told.flatMap(([key, value]) => {
      const { fromLine, toLine } = value;
      const missing = inside.objects - value.count;
      const gap =
        missing > 0 && inside.objects > 1
          ? `, missing in ${inWords(missing)} of ${inWords(inside.objects)}`
          : '';
      const text = `${codeSpan(shortened(key, 60) || ' ')}: ${describe(value, Math.max(1, inside.objects))}${gap}`;
      return [
        { text, fromLine, toLine, level },
        ...(level < depth ? keyBullets(value, depth, level + 1) : []),
      ];
    }),
    ...(hidden > 0
      ? [{ text: counted(hidden, 'more key'), fromLine: inside.fromLine, toLine: inside.toLine, level }]
      : []),
  ];
}

/** @param places how many objects could have such a value */
function describe(shape: Shape, places: number): string {
  const { objects, lists, nulls, scalars } = shape;
  const isOne = shape.count === 1;
  const keys = counted(shape.keys.size + shape.moreKeys, 'key');
  const parts = [
    ...(objects === 0 ? [] : [isOne ? `an object, ${keys}` : `${counted(objects, 'object')}, ${keys}`]),
    ...(lists === 0 ? [] : [listsOf(shape)]),
    ...(scalars.filled === 0 ? [] : [scalars.describe()]),
    ...(scalars.empty === 0 ? [] : [isOne ? 'empty text' : `empty text in ${inWords(scalars.empty)}`]),
    ...(nulls === 0 ? [] : [places === 1 && isOne ? 'null' : `null in ${inWords(nulls)}`]),
  ];
  return parts.join('; ');
}

function listsOf({ lists, fewest, most, items, count }: Shape): string {
  if (items === undefined)
    return lists === 1 && count === 1 ? 'an empty array' : `${counted(lists, 'array')}, all empty`;
  const few = fewest === Infinity ? 0 : fewest;
  const length = few === most ? inWords(most) : `${inWords(few)} to ${inWords(most)}`;
  const what =
    items.objects > 0 && items.count === items.objects
      ? `${most === 1 ? 'object' : 'objects'}, ${counted(items.keys.size + items.moreKeys, 'key')}`
      : items.scalars.filled > 0 && items.count === items.scalars.filled
        ? `${most === 1 ? 'value' : 'values'}: ${items.scalars.describe()}`
        : most === 1
          ? 'value'
          : 'values';
  return lists === 1 && count === 1
    ? `an array of ${length} ${what}`
    : `${counted(lists, 'array')} of ${length} ${what}`;
}

function faults({ invalidLine, open }: JsonShape, lastLine: number): readonly Bullet[] {
  return [
    ...(invalidLine === undefined
      ? []
      : [
          {
            text: 'This is not JSON, the first place being here',
            fromLine: invalidLine,
            toLine: invalidLine,
          },
        ]),
    ...(open === 0
      ? []
      : [
          {
            text: `Ends within ${counted(open, 'open object or array', 'open objects or arrays')}`,
            fromLine: lastLine,
            toLine: lastLine,
          },
        ]),
  ];
}
