import { DomainError } from '../errors.ts';

/** Types that `node` finds. */
export const nodeTypes = [
  'Member',
  'Subcommittee',
  'Plan',
  'Strategy',
  'KeyTask',
  'Draft',
  'Version',
  'Review',
  'Ballot',
  'Decision',
  'PlanVersion',
  'PlanSubmission',
  'Webhook',
  'WebhookDeadLetter',
] as const;
export type NodeType = (typeof nodeTypes)[number];

const objectIdPattern = /^[0-9a-f]{24}$/;

/** Global id of an object: base64url of `Type:hexObjectId`. */
export function toGlobalId(type: NodeType | 'Event', id: string): string {
  return Buffer.from(`${type}:${id}`).toString('base64url');
}

/** Type and database id of a global id, or null when it isn't one. */
export function parseGlobalId(globalId: string): { type: NodeType; id: string } | null {
  const [type, id, ...rest] = Buffer.from(globalId, 'base64url').toString('utf8').split(':');
  const nodeType = nodeTypes.find((candidate) => candidate === type);
  if (nodeType === undefined || id === undefined || rest.length > 0 || !objectIdPattern.test(id)) return null;
  return toGlobalId(nodeType, id) === globalId ? { type: nodeType, id } : null;
}

/**
 * Database id of a global id that must name an object of `type`. Throws `INVALID_INPUT` when it is malformed or of
 * another type; `field` is the input field it came from, with dots when it is in another one.
 */
export function databaseId(type: NodeType, globalId: string, field: string): string {
  const parsed = parseGlobalId(globalId);
  if (parsed?.type !== type)
    throw new DomainError('INVALID_INPUT', `${field} must be the id of a ${type}.`, field.split('.'));
  return parsed.id;
}

/** As {@link databaseId}; undefined when there is none. */
export function optionalDatabaseId(
  type: NodeType,
  globalId: string | null | undefined,
  field: string,
): string | undefined {
  return globalId === undefined || globalId === null ? undefined : databaseId(type, globalId, field);
}
