#!/usr/bin/env node
'use strict';
// The engine's sessions each block one thread of libuv's pool while a query runs, and the pool's size is read at its
// first use: so it is set here, before anything else is loaded.
process.env.UV_THREADPOOL_SIZE ??= '24';
require('./build.cjs').build();
import('../dist/src/cli.js').then(({ main }) => main(process.argv.slice(2)));
