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

const server = process.env['HOOKSWITCH_SERVER'] ?? 'http://127.0.0.1:7468'

export default defineConfig({
  root: import.meta.dirname,
  plugins: [messageMacros(), react(), lingui({ cwd: import.meta.dirname, failOnCompileError: true })],
  build: {
    target: 'es2024',
    // The policy of the page (`default-src 'self'`) allows no inline script and no data: file.
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    sourcemap: true,
    reportCompressedSize: false,
  },
  server: { proxy: { '/api': { target: server, ws: true } } },
})
