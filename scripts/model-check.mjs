// npm run model-check: explores what the model may be told, the shortest histories first. `-- --deep` goes further, `-- --at-most 500000` says how far.
import { become, node24 } from './node24.mjs'
import { ensureInstalled } from './setup.mjs'

ensureInstalled()
become(node24, ['tests/model-check/main.ts', ...process.argv.slice(2)])
