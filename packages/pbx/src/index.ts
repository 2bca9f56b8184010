export * from './connector.ts'
export * from './registry.ts'
