// npm run bench: measures the product beside a floor that does only the unavoidable. `npm run bench -- --json` ends with JSON;
// `npm run bench -- --only search` measures search among a million contacts alone (docs/search.md).
import { become, node24 } from './node24.mjs'
import { ensureDeskBuilt, ensureInstalled } from './setup.mjs'

const given = process.argv.slice(2)
const isSearch = given[given.indexOf('--only') + 1] === 'search' && given.includes('--only')
ensureInstalled()
if (!isSearch) ensureDeskBuilt()
become(node24, [isSearch ? 'bench/search.ts' : 'bench/main.ts', ...given])
