import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

const QUERY =
  /@tanstack\/(query-core|react-query)\/build\/modern\/(?!.*(nfinite|queriesObserver|useQueries|utation|hydrat))/;

// The server replaces the nonce placeholder in index.html on every request; everything else is a static file.
export default defineConfig({
  root: here('.'),
  base: '/',
  plugins: [react()],
  html: { cspNonce: '__CSP_NONCE__' },
  build: {
    outDir: here('../../dist/web'),
    emptyOutDir: true,
    rollupOptions: {
      input: { index: here('index.html'), graphiql: here('graphiql.html') },
      // What every page asks by is one file; pages and lists of questions come with what uses them.
      output: { advancedChunks: { groups: [{ name: 'query', test: QUERY }] } },
    },
    target: 'es2022',
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1500,
    reportCompressedSize: false,
  },
});
