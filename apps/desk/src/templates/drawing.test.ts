import { newComponent, type TemplateComponent } from '@hookswitch/contract'
import { describe, expect, it } from 'vitest'
import { linesOf } from './drawing.ts'

describe('lines of a pop', () => {
  const of = (...widths: TemplateComponent['width'][]): string =>
    linesOf(widths.map((width, n) => ({ ...newComponent('notes', `c${n}`), width })))
      .map((line) => line.map(({ width }) => width).join('+'))
      .join(' ')
  it('have one of full width, or two others', () => {
    expect(of('full', 'wide', 'narrow', 'full')).toBe('full wide+narrow full')
    expect(of('narrow', 'narrow', 'narrow')).toBe('narrow+narrow narrow')
    expect(of('wide', 'full', 'wide')).toBe('wide full wide')
    expect(of()).toBe('')
  })
})
