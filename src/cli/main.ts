#!/usr/bin/env node
import path from 'node:path';
import { keepCompiledCode } from '../common/cacheFolder.js';
import { bundledServer } from '../mcp/bundledServer.js';
import { startProcess } from '../mcp/link/startProcess.js';
import { usesBundledServer } from './arguments.js';

keepCompiledCode();
const words = process.argv.slice(2);
const bundles = import.meta.dirname;
const bundled = bundledServer(path.join(bundles, 'server.js'));
// It starts while we load the rest.
const early = usesBundledServer(words) ? startProcess(bundled) : undefined;
// Loaded only now, because what is loaded before is not kept.
const { main } = await import('./run.js');
await main(words, { bundles, bundled, early });
