import { Option } from 'commander'

export const usualControlUrl = 'http://127.0.0.1:8889'

/** Where the simulator that is meant takes orders. */
export function controlOption(): Option {
  return new Option('--control <url>', 'where the simulator takes orders')
    .env('HOOKSWITCH_SIMULATOR')
    .default(usualControlUrl)
}
