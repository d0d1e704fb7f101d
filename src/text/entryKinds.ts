import { FoldedGroup } from './foldedGroup.js';

/** Entries of one template that have the same words. */
export interface EntryKind {
  readonly of: EntryKinds;
  count: number;
  /** See `EntryKinds.groupOf`. */
  group: FoldedGroup | undefined;
}

/** Fewer entries than this are kept as they are. */
export const FOLD_FROM = 4;
/** Where more entries than this have words of their own, or more kinds are told apart, what differs are names. */
const MOST_RARE = 10;
const MOST_COMMON = 20;
const MOST_KINDS = 100;

/** The kinds of entries of a template. All are to be added before any is asked about. */
export class EntryKinds {
  readonly #kinds = new Map<string, EntryKind>();
  /** What is not told apart. */
  readonly #others: EntryKind = { of: this, count: 0, group: undefined };
  #counts: { readonly rare: number; readonly common: number } | undefined;

  add(name: string): EntryKind {
    const known = this.#kinds.get(name);
    const kind = known ?? (this.#isFull ? this.#others : { of: this, count: 0, group: undefined });
    if (known === undefined && !this.#isFull) this.#kinds.set(name, kind);
    kind.count++;
    return kind;
  }

  /** The group that an entry of a kind is folded into; undefined if it is kept as it is. */
  groupOf(kind: EntryKind, lineCount: number): FoldedGroup | undefined {
    const { rare, common } = (this.#counts ??= this.#count());
    const isRare = kind.count < FOLD_FROM;
    if (isRare && rare <= MOST_RARE) return undefined;
    const isToldApart = !this.#isFull && !isRare && common <= MOST_COMMON;
    return ((isToldApart ? kind : this.#others).group ??= new FoldedGroup(lineCount));
  }

  get #isFull(): boolean {
    return this.#kinds.size >= MOST_KINDS;
  }

  /** How many entries are rare, and how many kinds are not. */
  #count(): { readonly rare: number; readonly common: number } {
    let rare = 0;
    let common = 0;
    for (const { count } of this.#kinds.values()) {
      if (count < FOLD_FROM) rare += count;
      else common++;
    }
    return { rare, common };
  }
}
