import fc from 'fast-check'
import { expect, test } from 'vitest'
import { emptyMap, getIn, removeIn, setIn, valuesOf } from './persistent-map.ts'

test('a map holds what a Map holds, and every older version stays what it was', () => {
  const key = fc.constantFrom(...Array.from({ length: 40 }, (_, index) => `key ${index % 20}${index}`))
  const steps = fc.array(fc.record({ key, value: fc.nat(), remove: fc.boolean() }), { maxLength: 80 })
  const details = fc.check(
    fc.property(steps, (drawn) => {
      const model = new Map<string, number>()
      let map = emptyMap<number>()
      const versions = [{ map, values: '[]' }]
      for (const step of drawn) {
        if (step.remove) model.delete(step.key)
        else model.set(step.key, step.value)
        map = step.remove ? removeIn(map, step.key) : setIn(map, step.key, step.value)
        for (const [name, value] of model) if (getIn(map, name) !== value) return false
        if (map.size !== model.size || valuesOf(map).length !== model.size) return false
        versions.push({ map, values: JSON.stringify(valuesOf(map)) })
      }
      return versions.every((version) => JSON.stringify(valuesOf(version.map)) === version.values)
    }),
  )
  expect(details.counterexample).toBeNull()
})
