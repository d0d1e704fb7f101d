import { generator, rareMessages } from '../../support/longTexts.js';
import type { Fact } from '../../support/citingModel.js';

/** A fact, and the line on which it stands. */
interface PlantedFact extends Fact {
  readonly line: number;
}

export interface PlantedText {
  readonly title: string;
  readonly text: string;
  /** Spread evenly over the text. */
  readonly facts: readonly PlantedFact[];
}

/** What a kind of text is made of. */
interface Kind {
  readonly title: string;
  /** Some lines of it. */
  filler(pick: Pick): readonly string[];
  /** One line, and a sentence that says the same. */
  fact(index: number, pick: Pick): Fact;
}

type Pick = <T>(of: readonly T[]) => T;

const SUBJECTS = [
  'The committee',
  'A reader',
  'The north office',
  'Our supplier',
  'The second team',
  'A visitor',
];
const VERBS = ['discussed', 'postponed', 'described', 'reviewed', 'forgot', 'praised', 'compared', 'printed'];
const OBJECTS = [
  'the schedule',
  'an old map',
  'the usual forms',
  'several chairs',
  'a long letter',
  'the garden',
];
const ENDS = [
  'without haste',
  'as in other years',
  'before lunch',
  'in the hall',
  'once more',
  'with some care',
];
const PLACES = [
  'Ardmore',
  'Bellin',
  'Corvik',
  'Dunmoor',
  'Elsing',
  'Farholt',
  'Gravik',
  'Holmby',
  'Ishkol',
  'Jarrow',
];
const digits = (index: number): string => String(31_007 + index * 137);

/** What repeats is folded; these do not. */
const RARE = rareMessages(100);
const rare = (index: number): string => RARE[index] ?? missing('log');

const KINDS: Readonly<Record<string, Kind>> = {
  prose: {
    title: 'report.txt',
    filler: (pick) => [
      ...[1, 2, 3, 4].map(
        () =>
          `${pick(SUBJECTS)} ${pick(VERBS)} ${pick(OBJECTS)} ${pick(ENDS)}, and ${pick(VERBS)} ${pick(OBJECTS)}.`,
      ),
      '',
    ],
    fact: (index, pick) => ({
      text: `The depot in ${pick(PLACES)}${String(index)} received ${digits(index)} crates of lamps from the coast.`,
      says: `From the coast came ${Number(digits(index)).toLocaleString('en-US')} crates of lamps to a depot.`,
    }),
  },
  markdown: {
    title: 'notes.md',
    filler: (pick) => [
      `## ${pick(OBJECTS)} ${pick(ENDS)}`,
      '',
      ...[1, 2, 3].map(() => `- ${pick(SUBJECTS)} ${pick(VERBS)} ${pick(OBJECTS)}`),
      '',
      '| who | what | when |',
      '|---|---|---|',
      ...[1, 2, 3].map(() => `| ${pick(SUBJECTS)} | ${pick(OBJECTS)} | ${pick(ENDS)} |`),
      '',
    ],
    fact: (index, pick) => ({
      text: `| Warehouse ${pick(PLACES)}${String(index)} | ${digits(index)} lamps | Thursday |`,
      says: `On Thursday a warehouse held ${digits(index)} lamps.`,
    }),
  },
  code: {
    title: 'service.ts',
    filler: (pick) => {
      const name = `${pick(['read', 'write', 'find', 'close'])}${pick(['Page', 'Row', 'Token', 'Frame'])}`;
      return [
        `export function ${name}(input: string): string {`,
        `  const trimmed = input.${pick(['trim', 'toLowerCase', 'normalize'])}();`,
        `  if (trimmed === '') return '${pick(ENDS)}';`,
        '  return trimmed;',
        '}',
        '',
      ];
    },
    fact: (index, pick) => ({
      text: `export const maxLamps${pick(PLACES)}${String(index)} = ${digits(index)};`,
      says: `A constant limits the lamps to ${digits(index)}.`,
    }),
  },
  log: {
    title: 'service.log',
    filler: (pick) => [
      `2026-11-20T10:${pick(['10', '11', '12'])}:${pick(['01', '22', '43'])}Z INFO [worker-${pick(['1', '2', '3'])}] ${pick(['request handled', 'cache missed', 'job queued'])} in ${pick(['12', '40', '7'])} ms`,
    ],
    fact: (index, pick) => ({
      text: `2026-11-20T10:15:00Z ERROR [${pick(PLACES)}${String(index)}] ${rare(index)} after ${digits(index)} s`,
      says: `After ${digits(index)} s there was ${rare(index)}.`,
    }),
  },
  diff: {
    title: 'changes.diff',
    filler: (pick) => [
      `@@ -${pick(['10', '20', '30'])},4 +${pick(['10', '20', '30'])},4 @@`,
      `   const before = ${pick(['1', '2', '3'])};`,
      `-  return ${pick(VERBS)}(before);`,
      `+  return ${pick(VERBS)}(before, after);`,
      '   }',
    ],
    fact: (index, pick) => ({
      text: `+  const lampLimit${pick(PLACES)}${String(index)} = ${digits(index)};`,
      says: `A new limit of lamps is ${digits(index)}.`,
    }),
  },
  csv: {
    title: 'orders.csv',
    filler: (pick) => [
      `${pick(['2026-01-04', '2026-02-11', '2026-03-20'])},${pick(PLACES)},${pick(['paper', 'ink', 'tape'])},${pick(['12', '40', '75', '81'])}`,
    ],
    fact: (index, pick) => ({
      text: `2026-11-${String(10 + (index % 18))},${pick(PLACES)}${String(index)},${rare(index)},${digits(index)}`,
      says: `One order was for ${digits(index)} of ${rare(index)}.`,
    }),
  },
  chinese: {
    title: 'baogao.txt',
    filler: (pick) => [
      `${pick(['委员会', '读者', '北方办公室', '供应商'])}${pick(['讨论了', '推迟了', '审阅了', '忘记了'])}${pick(['日程安排', '旧地图', '常用表格', '几把椅子'])}，${pick(['并不着急', '和往年一样', '在午饭之前', '再一次'])}。`,
      `${pick(['第二小组', '一位访客'])}${pick(['描述了', '比较了'])}${pick(['花园', '长信'])}的情况，大家都没有意见。`,
      '',
    ],
    fact: (index) => ({
      text: `海边的仓库收到了第${String(index)}批灯具，共${digits(index)}箱。`,
      says: `仓库一共收到${digits(index)}箱灯具。`,
    }),
  },
  rtl: {
    title: 'taqrir.txt',
    filler: (pick) => [
      `${pick(['ناقشت اللجنة', 'راجع القارئ', 'أجل المكتب', 'وصف الزائر'])} ${pick(['الجدول', 'الخريطة القديمة', 'النماذج المعتادة', 'الرسالة الطويلة'])} ${pick(['دون عجلة', 'كما في السنوات الماضية', 'قبل الغداء', 'مرة أخرى'])}.`,
      '',
    ],
    fact: (index) => ({
      text: `استلم المستودع الساحلي رقم ${String(index)} من المصابيح ${digits(index)} صندوقا.`,
      says: `وصل إلى المستودع ${digits(index)} صندوقا من المصابيح.`,
    }),
  },
};

export const KIND_NAMES = Object.keys(KINDS);

/** A text of a kind with facts planted in it, the same each time. */
export function plantedText(kind: string, bytes: number, count: number): PlantedText {
  const made = KINDS[kind] ?? missing(kind);
  const { title } = made;
  const random = generator(11);
  const pick: Pick = (of) => of[Math.floor(random() * of.length)] ?? missing(kind);
  const lines: string[] = [];
  const facts: PlantedFact[] = [];
  let length = 0;
  while (length < bytes) {
    // The next one is due in the middle of its share of the text.
    if (facts.length < count && length >= ((facts.length + 0.5) * bytes) / count) {
      const planted = made.fact(facts.length, pick);
      lines.push(planted.text);
      facts.push({ ...planted, line: lines.length });
      length += Buffer.byteLength(planted.text) + 1;
    }
    for (const line of made.filler(pick)) {
      lines.push(line);
      length += Buffer.byteLength(line) + 1;
    }
  }
  return { title, text: `${lines.join('\n')}\n`, facts };
}

function missing(kind: string): never {
  throw new Error(`No such kind of text: ${kind}`);
}
