// npm run bench: measures the product beside a floor that does only the unavoidable. `npm run bench -- --json` ends with JSON.
import { become, node24 } from './node24.mjs'
import { ensureDeskBuilt, ensureInstalled } from './setup.mjs'

ensureInstalled()
ensureDeskBuilt()
become(node24, ['bench/main.ts', ...process.argv.slice(2)])
