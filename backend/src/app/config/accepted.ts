import { z } from 'zod';

/** What the schema accepts at a path, in words: the description given there, or the names of its keys, or its type. */
export function acceptedAt(schema: z.ZodType, path: readonly PropertyKey[], value: unknown): string {
  let here: z.ZodType = schema;
  let received = value;
  for (const key of path) {
    const next = childOf(here, key, received);
    if (next === undefined) break;
    here = next;
    received = typeof received === 'object' && received !== null ? (received as Record<PropertyKey, unknown>)[key] : undefined;
  }
  return inWords(here);
}

function childOf(schema: z.ZodType, key: PropertyKey, value: unknown): z.ZodType | undefined {
  const inner = unwrapped(schema);
  if (inner instanceof z.ZodObject) return (inner.shape as Record<PropertyKey, z.ZodType>)[key];
  if (inner instanceof z.ZodArray) return inner.element as z.ZodType;
  if (inner instanceof z.ZodRecord) return inner.valueType as z.ZodType;
  if (inner instanceof z.ZodDiscriminatedUnion) {
    const { discriminator } = inner.def;
    const chosen = (value as Record<string, unknown> | undefined)?.[discriminator];
    const option = (inner.options as z.ZodObject[]).find((candidate) => (candidate.shape[discriminator] as z.ZodLiteral).value === chosen);
    return option === undefined ? undefined : childOf(option, key, value);
  }
  return undefined;
}

function unwrapped(schema: z.ZodType): z.ZodType {
  if (schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault || schema instanceof z.ZodOptional || schema instanceof z.ZodNullable) return unwrapped(schema.def.innerType as z.ZodType);
  if (schema instanceof z.ZodPipe) return unwrapped((schema.def.in instanceof z.ZodTransform ? schema.def.out : schema.def.in) as z.ZodType);
  return schema;
}

function inWords(schema: z.ZodType): string {
  if (schema.description !== undefined) return schema.description;
  const inner = unwrapped(schema);
  if (inner.description !== undefined) return inner.description;
  if (inner instanceof z.ZodObject) return Object.keys(inner.shape).join(', ');
  if (inner instanceof z.ZodEnum) return inner.options.join(', ');
  if (inner instanceof z.ZodDiscriminatedUnion) return `${inner.def.discriminator}: ${(inner.options as z.ZodObject[]).map((option) => String((option.shape[inner.def.discriminator] as z.ZodLiteral).value)).join(', ')}`;
  return inner.type;
}
