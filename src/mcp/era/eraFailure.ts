import { ProtocolError, SdkError, SdkErrorCode, SdkHttpError } from '@modelcontextprotocol/client';
import * as z from 'zod';
import { SummarizeError } from '../../common/errors.js';
import { eraName, otherEra, type Era } from './era.js';
import type { ServerDefinition } from '../serverDefinition.js';

/**
 * What SDKs say when a tool cannot sample in the era of its call, in lower case; all words of an entry must occur.
 * A tool that fails in any other way is not called again, because it may have had side effects.
 */
const WORDS: Readonly<Record<Era, readonly (readonly string[])[]>> = {
  modern: [
    // TypeScript 2
    ['server-to-client requests are not available on protocol revision'],
    // Python `mcp` 2 and what builds on it: FastMCP 4, pydantic-ai
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

/** Python `mcp` 2, about a round of input in the older era: generic words, but a distinctive code. */
const INVALID_RESULT = { code: -32603, message: 'Handler returned an invalid result' } as const;

/** How long a server may take to go on after a request that will get no answer, in milliseconds. */
const PUSHED_MILLISECONDS = 2000;

/** How much of a server's message is searched, in characters. */
const MAX_WORDS = 2000;

const failedResult = z.looseObject({
  isError: z.literal(true),
  content: z.array(z.looseObject({ type: z.string(), text: z.string().optional() })).default([]),
});

/** The outcome of a tool call: its unread result, or what was thrown. */
export type Outcome = { readonly result: unknown } | { readonly error: unknown };

/** A tool call that failed before sampling because its tool cannot sample in this era. */
export class EraFailure extends Error {
  override readonly name = 'EraFailure';

  constructor(
    readonly era: Era,
    /** What the caller gets if the tool is not called again. */
    readonly outcome: Outcome,
  ) {
    super(`Sampling is impossible in the ${era} era`);
  }
}

/** Watches one tool call for signs that its tool cannot sample in the era of the call. */
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

  /** Aborted when the server waits for an answer that cannot come, so that waiting is pointless. */
  get signal(): AbortSignal {
    return this.#hopeless.signal;
  }

  /**
   * The server sent a sampling request of its own in the newer era, which has no such requests.
   *
   * @returns whether the call will end because of it, unless the server soon ends it itself
   */
  readonly onDropped = (): boolean => {
    if (this.#hasSampled()) return false;
    this.#pushed ??= setTimeout(() => {
      this.#hopeless.abort();
    }, PUSHED_MILLISECONDS);
    return true;
  };

  /** Must be called when the call is over, whatever its outcome. */
  end(): void {
    clearTimeout(this.#pushed);
  }

  /**
   * Accepts the outcome of the call.
   *
   * @throws {EraFailure} if the era plainly kept it from sampling
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

/** Whether a failed call that has not sampled says that its era kept it from sampling. */
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

/** A tool that cannot sample in its server's configured era. */
export function cannotSampleIn(era: Era, { name }: ServerDefinition, cause: unknown): SummarizeError {
  return new SummarizeError(
    'wrongEra',
    `This tool of ${name} cannot sample in ${eraName(era)}, its configured era; ` +
      `set "era" to "auto" or "${otherEra(era)}".`,
    { cause },
  );
}

/** Why a server does not start in its configured era, if the era may be the reason. */
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
  // `fetch` did not reach the server.
  if (error instanceof SdkError && error.cause instanceof TypeError) return false;
  return (
    error instanceof ProtocolError ||
    (error instanceof SdkError && error.code === SdkErrorCode.EraNegotiationFailed)
  );
}
