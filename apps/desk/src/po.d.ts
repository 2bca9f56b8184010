/** Catalogues are compiled as they are imported (vite.config.ts). */
declare module '*.po' {
  import type { Messages } from '@lingui/core'
  export const messages: Messages
}
