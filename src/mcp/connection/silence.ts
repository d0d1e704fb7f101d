import type { Transport } from '@modelcontextprotocol/client';

/** After how long a server that sends nothing is told about, in milliseconds. */
const SILENCE_MILLISECONDS = 30_000;
/** The longest that is waited before it is told again. */
const LONGEST_STEP_MILLISECONDS = 300_000;

/** Watches for a server that sends nothing at all while a call waits for it. */
export class Silence {
  readonly #name: string;
  readonly #first: number;
  #heardAt = performance.now();

  /** @param first after how long it is told for the first time, in milliseconds */
  constructor(name: string, first = SILENCE_MILLISECONDS) {
    this.#name = name;
    this.#first = first;
  }

  /** The server has sent something. */
  readonly heard = (): void => {
    this.#heardAt = performance.now();
  };

  /** Watches for a call; whoever does ends it. */
  watch(tell: (notice: string) => void): SilenceWatch {
    return new SilenceWatch({
      name: this.#name,
      first: this.#first,
      heardAt: () => this.#heardAt,
      tell,
    });
  }
}

interface Watched {
  readonly name: string;
  readonly first: number;
  readonly heardAt: () => number;
  readonly tell: (notice: string) => void;
}

/** The watch of one call: it tells how long nothing has come, less and less often. */
export class SilenceWatch {
  readonly #watched: Watched;
  /** From when on silence counts: the call's begin, or the last answer of ours that it waited for. */
  #from = performance.now();
  #next: number;
  #answering = 0;
  #isTold = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(watched: Watched) {
    this.#watched = watched;
    this.#next = watched.first;
    this.#plan(this.#next);
  }

  /** Does something that the server waits for, which is no silence of its own. */
  async during<T>(work: () => Promise<T>): Promise<T> {
    this.#tellEnd();
    this.#answering++;
    try {
      return await work();
    } finally {
      this.#answering--;
      this.#from = performance.now();
    }
  }

  end(): void {
    clearTimeout(this.#timer);
  }

  #plan(milliseconds: number): void {
    this.#timer = setTimeout(() => {
      this.#look();
    }, milliseconds);
  }

  #look(): void {
    const { name, first, heardAt, tell } = this.#watched;
    const since = Math.max(this.#from, heardAt());
    const silent = this.#answering > 0 ? 0 : performance.now() - since;
    if (silent < first) {
      this.#next = first;
      this.#tellEnd();
    } else if (silent >= this.#next) {
      this.#isTold = true;
      tell(`Nothing from ${name} for ${inWords(silent)}.`);
      this.#next = silent + Math.min(silent, LONGEST_STEP_MILLISECONDS);
    }
    this.#plan(Math.max(this.#next - silent, 1));
  }

  /** What was told last would stay to be read. */
  #tellEnd(): void {
    if (!this.#isTold) return;
    this.#isTold = false;
    this.#watched.tell(`${this.#watched.name} is sending again.`);
  }
}

/** Tells whenever a message comes over a connected transport. */
export function tellMessages(transport: Transport, onMessage: () => void): void {
  const deliver = transport.onmessage;
  transport.onmessage = (message, extra) => {
    onMessage();
    deliver?.(message, extra);
  };
}

/** A length of time: "30 s", "2 min". */
export function inWords(milliseconds: number): string {
  const seconds = milliseconds / 1000;
  if (seconds < 10) return `${seconds.toLocaleString('en-US', { maximumFractionDigits: 1 })} s`;
  if (seconds < 120) return `${String(Math.round(seconds))} s`;
  return `${String(Math.round(seconds / 60))} min`;
}
