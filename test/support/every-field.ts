import {
  getNamedType,
  isInterfaceType,
  isLeafType,
  isObjectType,
  isRequiredArgument,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLSchema,
} from 'graphql';

export interface FieldChoice {
  /** Arguments to ask for a field with, e.g. `(first: 1)`; null for a field that is to be asked for without. */
  readonly argumentsOf?: (type: string, field: string) => string | null;
  /** Fields that are left out, e.g. `KeyTaskAsOf.draft`. */
  readonly without?: readonly string[];
}

const callable = (field: GraphQLField<unknown, unknown>) => !field.args.some(isRequiredArgument);
const isNode = (type: GraphQLObjectType) => type.getInterfaces().some(({ name }) => name === 'Node');

/**
 * Every field of a type that can be asked for without arguments, or for which `argumentsOf` has some. Nodes below it are asked for their id only, so that a
 * crawl over nodes sees every field of each once; what is no node, with all its fields.
 */
export function everyField(type: GraphQLObjectType, choice: FieldChoice = {}): string {
  const { argumentsOf = () => null, without = [] } = choice;
  const selections = Object.values(type.getFields())
    .filter((field) => callable(field) || argumentsOf(type.name, field.name) !== null)
    .filter((field) => !without.includes(`${type.name}.${field.name}`))
    .map((field) => {
      const asked = `${field.name}${argumentsOf(type.name, field.name) ?? ''}`;
      const inner = getNamedType(field.type);
      if (isLeafType(inner)) return asked;
      if (isInterfaceType(inner)) return `${asked} { __typename id }`;
      if (!isObjectType(inner))
        throw new Error(`${type.name}.${field.name} is of no kind that is known here.`);
      return `${asked} ${isNode(inner) ? '{ __typename id }' : everyField(inner, choice)}`;
    });
  return `{ __typename ${selections.join(' ')} }`;
}

/** Ids of all nodes in an answer. */
export function idsIn(value: unknown, types: ReadonlySet<string>): string[] {
  if (Array.isArray(value)) return value.flatMap((entry) => idsIn(entry, types));
  if (typeof value !== 'object' || value === null) return [];
  const { id, __typename } = value as { id?: unknown; __typename?: unknown };
  const own = typeof id === 'string' && types.has(String(__typename)) ? [id] : [];
  return [...own, ...Object.values(value).flatMap((entry) => idsIn(entry, types))];
}

/** Types of the schema that are nodes, or events. */
export function typesImplementing(schema: GraphQLSchema, name: 'Node' | 'Event'): GraphQLObjectType[] {
  const type = schema.getType(name);
  if (!isInterfaceType(type)) throw new Error(`${name} is no interface.`);
  return [...schema.getPossibleTypes(type)];
}

/** Kind of the events of a type: `KeyTaskChanged` is the type of `KEY_TASK_CHANGED`. */
export function kindOf(type: GraphQLObjectType): string {
  return type.name.replace(/(?<=[a-z])(?=[A-Z])/g, '_').toUpperCase();
}
