/**
 * Where details go: the log channel in the window, standard error in the terminal. Never hand it an
 * API key or the text that is summarized.
 */
export interface Logger {
  debug(message: string): void;
  info(message: string): void;
  warn(message: string): void;
  error(message: string): void;
}
