// npm start: the whole product with a demonstration company, from a fresh clone on.
import { become, node24 } from './node24.mjs'
import { ensureDeskBuilt, ensureInstalled } from './setup.mjs'

ensureInstalled()
ensureDeskBuilt()
become(node24, ['apps/cli/src/main.ts', 'start', '--demo', ...process.argv.slice(2)])
