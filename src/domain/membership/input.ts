import { z } from 'zod';
import { roles, type Role } from '../../auth/viewer.ts';
import { DomainError } from '../../errors.ts';
import { requiredText } from '../../text.ts';

/** Longest address that SMTP can carry (RFC 5321, errata 1690). */
const longestEmail = 254;
const emailSchema = z.email();
const slugPattern = /^[a-z0-9]+(-[a-z0-9]+)*$/;

/** An e-mail address as it is stored and looked up: in lower case. Throws `INVALID_INPUT`. */
export function readEmail(value: string, field = 'email'): string {
  const email = requiredText(value, field, { max: longestEmail }).toLowerCase();
  if (!emailSchema.safeParse(email).success) {
    throw new DomainError('INVALID_INPUT', `${field} must be an e-mail address.`, [field]);
  }
  return email;
}

/** Throws `INVALID_INPUT` unless it is lower-case letters and digits, in words joined by hyphens. */
export function readSlug(value: string, field = 'slug'): string {
  const slug = requiredText(value, field, { max: 60 });
  if (!slugPattern.test(slug)) {
    throw new DomainError(
      'INVALID_INPUT',
      `${field} must be lower-case letters and digits, in words joined by hyphens, e.g. public-cloud.`,
      [field],
    );
  }
  return slug;
}

/** Each role once, in the order of the schema, so that equal sets are equal lists. */
export function normalRoles(given: readonly Role[]): Role[] {
  return roles.filter((role) => given.includes(role));
}
