import { keepCompiledCode } from '../common/cacheFolder.js';

keepCompiledCode();
// Loaded only now, because what is loaded before is not kept.
const { say, serve } = await import('./serve.js');
try {
  await serve();
} catch (error) {
  say(error instanceof Error ? error.message : String(error));
  process.exit(1);
}
