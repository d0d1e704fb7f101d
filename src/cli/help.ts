/** What `--help` prints. */
export const HELP = `Usage: node dist/cli.js [OPTION…] [FILE…]
       node dist/cli.js [OPTION…] --diff [REV] [-- PATH…]

Summarizes one or more FILEs, or standard input if there is none, with the same
client, server and sampling handler as the VS Code extension. Can also answer
questions about them, and call any tool of any MCP server and answer its
sampling requests.

Text
  FILE…               files or globs, such as "docs/**/*.md"; several become one
                      text, in this order. Globs match no folders, no hidden
                      files, and nothing in node_modules unless they name it.
  --diff [REV]        what git diff shows: the working tree against HEAD, or
                      against the commit REV, or a range such as main..HEAD;
                      REV^! is one commit. PATHs limit it.
  --ask "QUESTION"    answer a question about the text instead; needs a model

Summary
  --style NAME        takeaway, brief, detailed, plain, code, changes, problems
                      or releaseNotes (default: follows the kind of text)
  --cite              say behind each sentence which lines it rests on
  --arg NAME=VALUE    also length= (short, medium, long), language= and
                      instructions=; with --ask, language= and instructions=

Model
  --provider NAME     anthropic or offline (default: anthropic if there is a key
                      or --base-url, otherwise offline)
  --model ID          overrides the server's model preferences. If omitted or
                      "auto", the server's hints and priorities choose
                      (default: claude-haiku-5-5)
  --max-tokens N      maximum tokens per answer
                      (default: 4000; the bundled server asks for 4000)
  --base-url URL      any endpoint that speaks the Messages API; overrides
                      ANTHROPIC_BASE_URL

Long text
  --part-tokens N     longer texts are split into parts of at most this many
                      tokens (estimated; default: 20000)
  --concurrency N     maximum concurrent requests to the model (default: 8, up
                      to 16)
At about 100,000 tokens or more, the estimate is shown; on a terminal, unless
the text is piped, you are asked first.

Secrets in the text
  --secrets WHAT      redact: replace keys, tokens and the values of .env files
                      before sending; send: send the text as it is; stop: send
                      nothing. By default they are redacted; on a terminal,
                      unless the text is piped, you are asked first. Offline,
                      with the bundled server, nothing leaves the machine, so
                      there is no search.

Server (naming a server here is consent to its sampling)
  --server "COMMAND ARG…"
                      an MCP server to start (stdio) instead of the bundled
                      one. Quoted as in a shell; nothing is expanded.
  --env NAME=VALUE    an environment variable for that server; repeatable
  --url URL           an MCP server to connect to (Streamable HTTP)
  --era ERA           protocol era: legacy (MCP up to 2025-11-25), modern
                      (2026-07-28) or auto (default), which detects it
  --header "Name: value"
                      a header for that server, over https or on this machine;
                      repeatable
  --timeout SECONDS   maximum duration of a tool call (default: 3600)
  --tool NAME         the tool to call (default: summarize)
  --arg NAME=VALUE    an argument of the tool, as in its schema; repeatable.
                      The text goes into the tool's text argument; none is
                      needed if the arguments are sufficient. Without --arg,
                      piped text goes into an optional text argument.
  --list-tools        list the server's tools and their arguments, and exit

Output
  --json              one JSON object on standard output: {"summary", "model",
                      "stopReason", "usage": {"inputTokens", "outputTokens"},
                      "samplingRequests", "gaps", "sentences" (with the lines
                      that each rests on, and what was not found there),
                      "coverage" (of each fifth of the text), "costUSD" (if
                      the model's list price is known)}, or {"error": {"code",
                      "message"}};
                      with --ask, "answer" instead of "summary", "read" (the
                      lines that were read) and "parts"; with --tool, "result",
                      and "structuredContent" and "content" if the result has
                      more than text
  --verbose           log to standard error: protocol versions and figures for
                      each sampling request, but no texts or keys
  --yes               answer yes to every question
  --help, --version

The protocol era of each server, and the era in which its tools can sample, are
cached in your cache folder (mcp-summarize/eras).

Environment: ANTHROPIC_API_KEY is the key, ANTHROPIC_BASE_URL the endpoint if
there is no --base-url. No other variable changes where or what is sent.
With neither a key nor --base-url, the summary is written offline (an extract
of the text, no model), with a note on standard error. A key is
optional with --base-url.

Exit codes: 0 done, 1 failed, 2 wrong usage, 130 after Ctrl-C; after SIGHUP 129,
after SIGTERM 143.
`;
