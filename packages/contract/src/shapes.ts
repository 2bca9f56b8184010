/** Shapes that routes of several areas share. */
import { z } from 'zod'
import { id } from './records.ts'

export const byId = z.object({ id })

export const search = z.object({
  search: z.string().max(200).default(''),
  limit: z.coerce.number().int().min(1).max(100).default(25),
  cursor: z.string().max(200).optional(),
})

export const pageOf = <Item extends z.ZodType>(item: Item) =>
  z.object({ items: z.array(item), next: z.string().nullable() })

/** A page of what was found. `similarFrom`: from this item on only similar ones, since there is nothing more that fits. */
export const foundPage = <Item extends z.ZodType>(item: Item) =>
  z.object({
    items: z.array(item),
    next: z.string().nullable(),
    similarFrom: z.number().int().optional(),
  })

/** A change: what is absent stays; nothing gets a default. */
export const changesOf = <T extends z.core.$ZodLooseShape>(shape: z.ZodObject<T>) =>
  z
    .object(
      Object.fromEntries(
        Object.entries(shape.shape).map(([name, field]) => [
          name,
          (field instanceof z.ZodDefault ? field.unwrap() : field) as z.ZodType,
        ]),
      ),
    )
    .partial() as unknown as z.ZodType<Partial<z.infer<z.ZodObject<T>>>>
