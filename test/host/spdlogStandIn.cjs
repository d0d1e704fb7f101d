// Stands in for the native module @vscode/spdlog in the npm-provided VS Code: writes log lines to
// their file, without rotation.
const { appendFileSync } = require('node:fs');

const NAMES = ['trace', 'debug', 'info', 'warning', 'error', 'critical'];

class Logger {
  #file;
  #level = 2;
  #raw = false;

  constructor(file) {
    this.#file = file;
  }

  #write(level, message) {
    if (level < this.#level) return;
    const time = new Date().toISOString().replace('T', ' ').replace('Z', '');
    try {
      appendFileSync(this.#file, this.#raw ? message : `${time} [${NAMES[level]}] ${message}\n`);
    } catch {
      // The folder is gone when the window closes; nobody reads the log then.
    }
  }

  trace = (message) => this.#write(0, message);
  debug = (message) => this.#write(1, message);
  info = (message) => this.#write(2, message);
  warn = (message) => this.#write(3, message);
  error = (message) => this.#write(4, message);
  critical = (message) => this.#write(5, message);
  getLevel = () => this.#level;
  setLevel = (level) => (this.#level = level);
  clearFormatters = () => (this.#raw = true);
  setPattern = () => undefined;
  flush = () => undefined;
  drop = () => undefined;
}

const create = async (_name, file) => new Logger(file);
exports.version = 0;
exports.Logger = Logger;
exports.setLevel = () => undefined;
exports.setFlushOn = () => undefined;
exports.shutdown = () => undefined;
exports.createRotatingLogger = create;
exports.createAsyncRotatingLogger = create;
