import {
  defaultFieldResolver,
  getNamedType,
  isInterfaceType,
  isLeafType,
  isObjectType,
  isRequiredArgument,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLObjectType,
} from 'graphql';

/** One field of a type, or of something below it that is no node, and how it is asked for by itself. */
export interface FieldPath {
  /** E.g. `Draft.revision(sequence: 1).author`. */
  readonly name: string;
  /** The same without arguments. */
  readonly field: string;
  readonly selection: string;
  /** Where its value stands in an answer. */
  readonly keys: readonly string[];
}

export interface FieldPathChoice {
  /** By `Type.field`: the arguments that the field is asked for with, one after the other. */
  readonly argumentsOf: Readonly<Record<string, readonly string[]>>;
  /** Fields below which everything is asked for with each of their arguments; below others it is with the first. */
  readonly inEach: readonly string[];
  /** Types below which nothing is asked for any more: what is no node is looked at once, wherever it stands first. */
  readonly seen: Set<string>;
}

/**
 * Every field of the type that has a resolver by itself, and every such field of what it holds that is no node. One
 * without a resolver is a property of a record, which is there already. Throws for one that lacks arguments.
 */
export function fieldPaths(type: GraphQLObjectType, choice: FieldPathChoice): FieldPath[] {
  return Object.values(type.getFields()).flatMap((field) => {
    const inner = getNamedType(field.type);
    const below = isObjectType(inner) && !isNode(inner) && !choice.seen.has(inner.name) ? inner : null;
    const named = `${type.name}.${field.name}`;
    const paths = variantsOf(type, field, choice).flatMap((given, index) => {
      const asked = `${field.name}${given}`;
      const own: FieldPath = {
        name: `${type.name}.${asked}`,
        field: named,
        selection: isLeafType(inner) ? asked : `${asked} ${identity(inner)}`,
        keys: [field.name],
      };
      const isLookedInto = below !== null && (index === 0 || choice.inEach.includes(named));
      return [...(hasResolver(field) ? [own] : []), ...(isLookedInto ? pathsBelow(own, below, choice) : [])];
    });
    if (below !== null) for (const inside of typesWithin(below)) choice.seen.add(inside);
    return paths;
  });
}

function pathsBelow(
  { name, keys }: FieldPath,
  type: GraphQLObjectType,
  choice: FieldPathChoice,
): FieldPath[] {
  // What is looked at now isn't looked at again within itself.
  const seen = new Set([...choice.seen, type.name]);
  const asked = name.slice(name.indexOf('.') + 1);
  return fieldPaths(type, { ...choice, seen }).map((path) => ({
    name: name + path.name.slice(type.name.length),
    field: path.field,
    selection: `${asked} { ${path.selection} }`,
    keys: [...keys, ...path.keys],
  }));
}

const hasResolver = ({ resolve }: GraphQLField<unknown, unknown>) =>
  resolve !== undefined && resolve !== defaultFieldResolver;

function variantsOf(
  type: GraphQLObjectType,
  field: GraphQLField<unknown, unknown>,
  { argumentsOf }: FieldPathChoice,
): readonly string[] {
  const given = argumentsOf[`${type.name}.${field.name}`];
  if (given === undefined && field.args.some(isRequiredArgument))
    throw new Error(`${type.name}.${field.name} needs arguments: name some in the test.`);
  return given ?? [''];
}

const isNode = (type: GraphQLObjectType) => type.getInterfaces().some(({ name }) => name === 'Node');

const identity = (type: GraphQLNamedType) =>
  isInterfaceType(type) || (isObjectType(type) && isNode(type)) ? '{ __typename id }' : '{ __typename }';

/** The type and what it holds that is no node. */
function typesWithin(type: GraphQLObjectType, within = new Set<string>()): Set<string> {
  if (within.has(type.name) || isNode(type)) return within;
  within.add(type.name);
  for (const field of Object.values(type.getFields())) {
    const inner = getNamedType(field.type);
    if (isObjectType(inner)) typesWithin(inner, within);
  }
  return within;
}

/** How many values there are at the end of the keys: nothing and empty lists count for none. */
export function countAt(value: unknown, keys: readonly string[]): number {
  if (Array.isArray(value)) return value.reduce<number>((sum, entry) => sum + countAt(entry, keys), 0);
  if (value === null || value === undefined) return 0;
  const [key, ...rest] = keys;
  return key === undefined ? 1 : countAt((value as Record<string, unknown>)[key], rest);
}
