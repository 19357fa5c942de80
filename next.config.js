import { fileURLToPath } from 'node:url'

/** @type {import('next').NextConfig} */
export default {
  reactStrictMode: true,
  poweredByHeader: false,
  serverExternalPackages: ['mysql2', 'pusher', '@tus/server'],
  outputFileTracingRoot: fileURLToPath(new URL('.', import.meta.url)),
  // The dev server blocks its own hot-reload socket for other origins; npm run dev prints 127.0.0.1.
  allowedDevOrigins: ['127.0.0.1'],
}
