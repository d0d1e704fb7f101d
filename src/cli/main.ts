#!/usr/bin/env node
import { keepCompiledCode } from '../common/cacheFolder.js';

keepCompiledCode();
// Loaded only now, because what is loaded before is not kept.
const { main } = await import('./run.js');
await main(import.meta.dirname);
