/** As many of some things as there may be, from all over them, in their order; the first is among them. */
export function evenly<Of>(all: readonly Of[], most: number): readonly Of[] {
  if (all.length <= most) return all;
  return Array.from({ length: most }, (_, index) => Math.floor((index * all.length) / most)).flatMap(
    (index) => all[index] ?? [],
  );
}
