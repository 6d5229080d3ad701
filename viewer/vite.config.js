import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

/**
 * Everything the page needs comes out as files under /assets: no inline scripts, styles or data URIs, so that the
 * server's Content-Security-Policy can be `default-src 'self'` without exceptions.
 */
export default defineConfig({
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  resolve: { alias: { 'd3-transition': fileURLToPath(new URL('src/parts/at-once.ts', import.meta.url)) } },
  build: {
    target: 'es2022',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
  },
  server: { proxy: { '/api': process.env.PERF_SERVER_URL ?? 'http://127.0.0.1:7070' } },
});
