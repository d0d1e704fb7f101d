/**
 * How Anthropic, vLLM, LiteLLM, Ollama, llama.cpp, LM Studio and VS Code's providers say that a prompt exceeds a
 * model's limit; none of them has a dedicated error type.
 */
const TOO_LONG =
  /prompt (?:is )?too long|context (?:length|window|size)|(?:prompt|input) (?:length|size) exceeds|too many (?:input |prompt )?tokens|exceeds?(?: the| your)?(?: model'?s?)?(?: maximum)? (?:token|context)|exceed_context_size/i;

export function saysTooLong(words: string): boolean {
  return TOO_LONG.test(words);
}
