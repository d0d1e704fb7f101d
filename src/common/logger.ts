/**
 * Where details go: the log channel in the window, standard error in the terminal. Never log an API key or the text to
 * summarize.
 */
export interface Logger {
  debug(message: string): void;
  info(message: string): void;
  warn(message: string): void;
  error(message: string): void;
}
