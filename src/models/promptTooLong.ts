/**
 * The words of Anthropic, vLLM and LiteLLM, Ollama, llama.cpp and LM Studio, and of VS Code's providers, for a prompt
 * with more tokens than a model takes; none of them has a type for it alone.
 */
const TOO_LONG =
  /prompt (?:is )?too long|context (?:length|window|size)|(?:prompt|input) (?:length|size) exceeds|too many (?:input |prompt )?tokens|exceeds?(?: the| your)?(?: model'?s?)?(?: maximum)? (?:token|context)|exceed_context_size/i;

export function saysTooLong(words: string): boolean {
  return TOO_LONG.test(words);
}
