#!/usr/bin/env node
'use strict';
// The engine's sessions each block one thread of libuv's pool while a query runs, and the pool's size is read at its
// first use: so it is set here, before anything else is loaded.
process.env.UV_THREADPOOL_SIZE ??= '24';
// Node.js 22.1 and newer can keep compiled code between starts.
require('node:module').enableCompileCache?.(require('node:path').join(__dirname, '..', 'dist', '.compile-cache'));
// Read by GraphQL and Express when they are loaded: outside production each value of an answer is checked twice.
process.env.NODE_ENV = 'production';
// Only a server shows the page.
require('./build.cjs').build(process.argv[2] === 'start' ? ['server', 'page'] : ['server']);
import('../dist/src/cli.js').then(({ main }) => main(process.argv.slice(2)));
