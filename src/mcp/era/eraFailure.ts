import { ProtocolError, SdkError, SdkErrorCode, SdkHttpError } from '@modelcontextprotocol/client';
import { z } from 'zod';
import { SummarizeError } from '../../common/errors.js';
import { eraName, otherEra, type Era } from './era.js';
import type { ServerDefinition } from '../serverDefinition.js';

/**
 * What SDKs say when a tool cannot sample in the era in which it was called, in lower case. All of these
 * words have to be there. A tool that fails in any other way is not called again: it may have had effects.
 */
const WORDS: Readonly<Record<Era, readonly (readonly string[])[]>> = {
  modern: [
    // TypeScript 2
    ['server-to-client requests are not available on protocol revision'],
    // Python `mcp` 2, and what is built on it: FastMCP 4, pydantic-ai
    ["cannot send 'sampling/createmessage'", 'no back-channel'],
    // Go
    ['sampling/createmessage', 'cannot be sent while serving a request on protocol version'],
    // mcp-go
    ['server-initiated requests are not supported in protocol version'],
    // tmcp
    ['asked the client for sampling', 'not marked as replayable'],
  ],
  legacy: [
    // FastMCP 4
    ['inputrequiredresult', 'only exists at mcp 2026-07-28'],
    // TypeScript 2 and mcp-use over HTTP, which keep no session in the older era
    ['cannot request input', 'on this 2025-era connection did not declare'],
    // Rust
    ['inputrequiredresult requires negotiated protocol version'],
  ],
};

/** Python `mcp` 2, of a round of input in the older era. It has no other words for it, but a code of its own. */
const INVALID_RESULT = { code: -32603, message: 'Handler returned an invalid result' } as const;

/** How long a server may take to go on by itself after a request that gets no answer, in milliseconds. */
const PUSHED_MILLISECONDS = 2000;

/** How much of a server's words is looked at, in characters. */
const MAX_WORDS = 2000;

const failedResult = z.looseObject({
  isError: z.literal(true),
  content: z.array(z.looseObject({ type: z.string(), text: z.string().optional() })).default([]),
});

/** What came of a tool call: its result, unread, or what was thrown. */
export type Outcome = { readonly result: unknown } | { readonly error: unknown };

/** A tool call that failed before it had sampled, because its tool cannot sample in this era. */
export class EraFailure extends Error {
  override readonly name = 'EraFailure';

  constructor(
    readonly era: Era,
    /** What to give to the caller where it is not called again. */
    readonly outcome: Outcome,
  ) {
    super(`Sampling is impossible in the ${era} era`);
  }
}

/** Watches one tool call for signs that its tool cannot sample in the era in which it was called. */
export class EraWatch {
  readonly #server: ServerDefinition;
  readonly #era: Era;
  readonly #hasSampled: () => boolean;
  readonly #hopeless = new AbortController();
  #pushed: NodeJS.Timeout | undefined;

  constructor(server: ServerDefinition, era: Era, hasSampled: () => boolean) {
    this.#server = server;
    this.#era = era;
    this.#hasSampled = hasSampled;
  }

  /** Aborted when there is no use in waiting for the server, which waits for an answer that cannot come. */
  get signal(): AbortSignal {
    return this.#hopeless.signal;
  }

  /**
   * The server sent a sampling request by itself in the newer era, which has no such requests.
   *
   * @returns whether the call ends because of it, unless the server soon ends it itself
   */
  readonly onDropped = (): boolean => {
    if (this.#hasSampled()) return false;
    this.#pushed ??= setTimeout(() => {
      this.#hopeless.abort();
    }, PUSHED_MILLISECONDS);
    return true;
  };

  /** To be called when the call is over, whatever came of it. */
  end(): void {
    clearTimeout(this.#pushed);
  }

  /**
   * Lets through what came of the call.
   *
   * @throws {EraFailure} where it plainly could not sample for its era
   */
  check(outcome: Outcome): void {
    if (this.#hasSampled()) return;
    const isFailure = 'error' in outcome || failedResult.safeParse(outcome.result).success;
    if (this.#hopeless.signal.aborted)
      throw new EraFailure(this.#era, { error: this.#unanswerable(outcome) });
    if ((this.#pushed !== undefined && isFailure) || failedForItsEra(outcome, this.#era))
      throw new EraFailure(this.#era, outcome);
  }

  #unanswerable(cause: unknown): SummarizeError {
    return new SummarizeError(
      'toolFailed',
      `${this.#server.name} sent a sampling request outside of a result, ` +
        `which ${eraName(this.#era)} does not allow; report this to its author.`,
      { cause },
    );
  }
}

/** Whether the words of a failed tool call that has not sampled say that it could not, for its era. */
function failedForItsEra(outcome: Outcome, era: Era): boolean {
  if ('error' in outcome) {
    const { error } = outcome;
    if (!(error instanceof ProtocolError)) return false;
    const isInvalid = error.code === INVALID_RESULT.code && error.message.includes(INVALID_RESULT.message);
    return says(error.message, era) || (era === 'legacy' && isInvalid);
  }
  const failed = failedResult.safeParse(outcome.result);
  if (!failed.success) return false;
  return says(failed.data.content.map(({ text = '' }) => text.slice(0, MAX_WORDS)).join(' '), era);
}

function says(text: string, era: Era): boolean {
  const said = text.slice(0, MAX_WORDS).toLowerCase();
  return WORDS[era].some((words) => words.every((word) => said.includes(word)));
}

/** A tool that cannot sample in the era that is set for its server. */
export function cannotSampleIn(era: Era, { name }: ServerDefinition, cause: unknown): SummarizeError {
  return new SummarizeError(
    'wrongEra',
    `This tool of ${name} cannot sample in ${eraName(era)}, its configured era; ` +
      `set "era" to "auto" or "${otherEra(era)}".`,
    { cause },
  );
}

/** Why a server does not start in the era that is set for it, where the era may be the reason. */
export function explainSetEra(error: unknown, { name, era }: ServerDefinition): SummarizeError | undefined {
  if (era === undefined || era === 'auto' || !refusesEra(error)) return undefined;
  return new SummarizeError(
    'wrongEra',
    `${name} does not speak ${eraName(era)}, its configured era; set "era" to "auto" or "${otherEra(era)}".`,
    { cause: error },
  );
}

function refusesEra(error: unknown): boolean {
  if (error instanceof SdkHttpError) return error.status === 400;
  return (
    error instanceof ProtocolError ||
    (error instanceof SdkError && error.code === SdkErrorCode.EraNegotiationFailed)
  );
}
