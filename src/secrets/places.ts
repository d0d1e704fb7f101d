/** Where a run of characters begins in a text that was made from another one, and in that other one. */
export interface Start {
  readonly here: number;
  readonly there: number;
}

/** Maps a position in a text to the one that it was made from, given the starts of its runs in order. */
export function placesIn(starts: readonly Start[]): (place: number) => number {
  return (place) => {
    let [low, high] = [0, starts.length - 1];
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((starts[middle]?.here ?? 0) <= place) low = middle;
      else high = middle - 1;
    }
    const start = starts[low] ?? { here: 0, there: 0 };
    return start.there + place - start.here;
  };
}
