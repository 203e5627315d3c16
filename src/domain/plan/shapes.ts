import { z } from 'zod';
import { numberingStyles } from './numbering.ts';
import { discussionEffects, majorityBases } from './types.ts';

/** How a ballot rule stands in files and canonical forms. */
export const ballotRuleShape = z.strictObject({
  quorum: z.number().min(0).max(1),
  majority: z.number().min(0).lt(1),
  base: z.enum(majorityBases),
  discussion: z.enum(discussionEffects),
  secret: z.boolean(),
});

/** How a numbering stands in files and canonical forms. */
export const numberingShape = z.array(
  z.strictObject({
    style: z.enum(numberingStyles),
    prefix: z.string(),
    suffix: z.string(),
    joinedBy: z.string().nullable(),
  }),
);
