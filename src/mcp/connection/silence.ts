import type { Transport } from '@modelcontextprotocol/client';

/** After how long a server's silence is reported, in milliseconds. */
const SILENCE_MILLISECONDS = 30_000;
/** The longest interval between two reports. */
const LONGEST_STEP_MILLISECONDS = 300_000;

/** Watches for a server that sends nothing while a call waits for it. */
export class Silence {
  readonly #name: string;
  readonly #first: number;
  #heardAt = performance.now();

  /** @param first after how long silence is first reported, in milliseconds */
  constructor(name: string, first = SILENCE_MILLISECONDS) {
    this.#name = name;
    this.#first = first;
  }

  /** The server has sent something. */
  readonly heard = (): void => {
    this.#heardAt = performance.now();
  };

  /** Starts a watch for one call; the caller ends it. */
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

/** The watch of one call: it reports the length of a silence, less and less often. */
export class SilenceWatch {
  readonly #watched: Watched;
  /** When the silence started at the earliest: the start of the call, or our last answer to the server. */
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

  /** Runs work that the server waits for; its silence meanwhile does not count. */
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

  /** Without this, the last notice of a silence would stay on screen. */
  #tellEnd(): void {
    if (!this.#isTold) return;
    this.#isTold = false;
    this.#watched.tell(`${this.#watched.name} is sending again.`);
  }
}

/** Calls `onMessage` for each message that arrives over a connected transport. */
export function tellMessages(transport: Transport, onMessage: () => void): void {
  const deliver = transport.onmessage;
  transport.onmessage = (message, extra) => {
    onMessage();
    deliver?.(message, extra);
  };
}

/** A duration: "30 s", "2 min". */
export function inWords(milliseconds: number): string {
  const seconds = milliseconds / 1000;
  if (seconds < 10) return `${seconds.toLocaleString('en-US', { maximumFractionDigits: 1 })} s`;
  if (seconds < 120) return `${String(Math.round(seconds))} s`;
  return `${String(Math.round(seconds / 60))} min`;
}
