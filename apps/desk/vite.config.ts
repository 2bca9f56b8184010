import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { transformAsync } from '@babel/core'
import linguiMacro from '@lingui/babel-plugin-lingui-macro'
import { lingui } from '@lingui/vite-plugin'
import react from '@vitejs/plugin-react'
import { defineConfig, type Plugin } from 'vite'

/**
 * Turns the message macros (`<Trans>`, t`…`) into calls. Babel reads only the files that use them;
 * everything else of TypeScript and JSX is left to Vite's own compiler.
 */
function messageMacros(): Plugin {
  return {
    name: 'message-macros',
    enforce: 'pre',
    async transform(code, id) {
      if (!/\.tsx?$/.test(id) || !code.includes('/macro')) return null
      const result = await transformAsync(code, {
        filename: id,
        babelrc: false,
        configFile: false,
        sourceMaps: true,
        parserOpts: { plugins: ['typescript', 'jsx'] },
        plugins: [linguiMacro],
      })
      return result?.code ? { code: result.code, map: result.map ?? null } : null
    },
  }
}

/** The service worker is told which files the built page consists of; a change of any of them makes it a new version. */
function shellList(): Plugin {
  return {
    name: 'shell-list',
    apply: 'build',
    enforce: 'post',
    generateBundle: {
      order: 'post',
      handler(_options, bundle) {
        const worker = bundle['sw.js']
        if (worker?.type !== 'chunk') throw new Error('vite.config.ts builds no sw.js')
        const built = Object.keys(bundle).filter(
          (name) => /^assets\/.*\.(?:js|css)$/.test(name) && !/en-XA/.test(name),
        )
        const kept = readdirSync(join(import.meta.dirname, 'public'))
        const files = ['/', ...[...built, ...kept].map((name) => `/${name}`).toSorted()]
        const hash = createHash('sha256').update(files.join())
        for (const name of kept) hash.update(readFileSync(join(import.meta.dirname, 'public', name)))
        const list = JSON.stringify({ version: hash.digest('hex').slice(0, 16), files })
        worker.code = worker.code.replace('__HOOKSWITCH_SHELL__', list)
      },
    },
  }
}

const server = process.env['HOOKSWITCH_SERVER'] ?? 'http://127.0.0.1:7468'

export default defineConfig({
  root: import.meta.dirname,
  plugins: [
    messageMacros(),
    react(),
    lingui({ cwd: import.meta.dirname, failOnCompileError: true }),
    shellList(),
  ],
  build: {
    target: 'es2024',
    // The policy of the page (`default-src 'self'`) allows no inline script and no data: file.
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    sourcemap: true,
    reportCompressedSize: false,
    rollupOptions: {
      input: { index: 'index.html', guest: 'guest.html', sw: 'src/shell/service-worker.ts' },
      // Its address is its identity: it has no hash in its name.
      output: { entryFileNames: ({ name }) => (name === 'sw' ? 'sw.js' : 'assets/[name]-[hash].js') },
    },
  },
  server: { proxy: { '/api': { target: server, ws: true } } },
})
