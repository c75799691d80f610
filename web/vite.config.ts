import preact from '@preact/preset-vite';
import { defineConfig } from 'vite';

// The daemon serves the built files under /ui/assets/, whatever its base_path; hence relative addresses.
export default defineConfig({
  base: './',
  plugins: [preact()],
  build: {
    target: 'es2022',
    outDir: 'dist',
    assetsDir: 'assets',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
  },
  server: {
    proxy: { '/api': 'http://127.0.0.1:8642', '/healthz': 'http://127.0.0.1:8642' },
  },
});
