import { z } from 'zod';

/** Text that may stand in a field; control characters other than tab and line feed are refused with the text rules. */
const text = (max: number) => z.string().max(max);
const year = z.int().min(1900).max(2200);

/** A year (`2023`) or a month (`2023-07`), ISO 8601. */
const moment = z
  .string()
  .regex(/^\d{4}(-(0[1-9]|1[0-2]))?$/, 'must be a year or a month, like 2023 or 2023-07');

/** How far a target is reached: a number, or words where there is no number. */
const level = z.union([z.number(), text(200)]);

const indicator = z.strictObject({
  name: text(200).min(1),
  unit: text(50).optional(),
  baseline: level.optional(),
  target: level,
  year,
});

const milestone = z.strictObject({
  name: text(300).min(1),
  start: moment,
  /** Left out: in the year or month of `start`. */
  end: moment.optional(),
});

const budgetLine = z.strictObject({
  year,
  /** In whole units of the currency. */
  amount: z.number().int().min(0).max(Number.MAX_SAFE_INTEGER),
  note: text(300).optional(),
});

const budget = z.strictObject({
  /** ISO 4217. */
  currency: z.string().regex(/^[A-Z]{3}$/, 'must be a currency code of three letters, like KRW'),
  lines: z.array(budgetLine).max(100),
});

/** Shapes of the structured fields, all optional (SPEC.md, CT-9). */
const fieldSchemas = {
  goal: text(5_000),
  indicators: z.array(indicator).max(100),
  leadMinistry: text(200),
  schedule: z.array(milestone).max(200),
  budget,
} as const;

export type FieldName = keyof typeof fieldSchemas;

export type Indicator = z.output<typeof indicator>;
export type Milestone = z.output<typeof milestone>;
export type Budget = z.output<typeof budget>;

/** The structured fields of a key task's text. */
export interface ContentFields {
  readonly goal?: string;
  readonly indicators?: readonly Indicator[];
  readonly leadMinistry?: string;
  readonly schedule?: readonly Milestone[];
  readonly budget?: Budget;
}

/** The schema of a field; undefined when there is no such field. */
export function fieldSchema(name: string): z.ZodType | undefined {
  return Object.hasOwn(fieldSchemas, name) ? fieldSchemas[name as FieldName] : undefined;
}

/** Whether a field holds nothing: absent, null, blank, or an empty list. */
export function isBlankField(value: unknown): boolean {
  if (value === undefined || value === null) return true;
  if (typeof value === 'string') return value.trim() === '';
  return Array.isArray(value) && value.length === 0;
}
