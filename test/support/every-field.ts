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

const callable = (field: GraphQLField<unknown, unknown>) => !field.args.some(isRequiredArgument);
const isNode = (type: GraphQLObjectType) => type.getInterfaces().some(({ name }) => name === 'Node');

/**
 * Every field of a type that can be asked for without arguments. Nodes below it are asked for their id only, so that a
 * crawl over nodes sees every field of each once; what is no node, with all its fields.
 */
export function everyField(type: GraphQLObjectType): string {
  const selections = Object.values(type.getFields())
    .filter(callable)
    .map((field) => {
      const inner = getNamedType(field.type);
      if (isLeafType(inner)) return field.name;
      if (isInterfaceType(inner)) return `${field.name} { __typename id }`;
      if (!isObjectType(inner))
        throw new Error(`${type.name}.${field.name} is of no kind that is known here.`);
      return `${field.name} ${isNode(inner) ? '{ __typename id }' : everyField(inner)}`;
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
