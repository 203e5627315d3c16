import { getNamedType, isLeafType, isObjectType, type GraphQLObjectType, type GraphQLSchema } from 'graphql';
import { post, type ApiUser, type GraphQLAnswer } from '../graphql.ts';

/** A mutation with its input; `signOut` has none. */
export interface Call {
  readonly field: string;
  readonly input: Readonly<Record<string, unknown>> | null;
}

/** What became of a mutation: what it returned, or the code of why not. */
export type Outcome =
  | { readonly kind: 'DONE'; readonly payload: Payload }
  | {
      readonly kind: 'USER_ERROR';
      readonly code: string;
      readonly message: string;
      readonly payload: Payload;
    }
  | { readonly kind: 'ERROR'; readonly code: string; readonly message: string };

/** `__typename`, `userErrors`, and of each other field whether there is something. */
export type Payload = Readonly<Record<string, unknown>>;

/** What connections and edges have. With a field of its own, one has to have a row in the table. */
const wrapperFields: ReadonlySet<string> = new Set(['edges', 'nodes', 'pageInfo', 'cursor', 'node']);

/** Builds operations from the schema, so that a new mutation needs nothing but its input. */
export class SharedSchema {
  readonly schema: GraphQLSchema;

  constructor(schema: GraphQLSchema) {
    this.schema = schema;
  }

  /** Fields of a root type by name. */
  rootFields(operation: 'Query' | 'Mutation' | 'Subscription'): string[] {
    return Object.keys(this.#root(operation).getFields());
  }

  /** Names of the object types that are no root. */
  objectTypes(): string[] {
    const roots = [
      this.schema.getQueryType(),
      this.schema.getMutationType(),
      this.schema.getSubscriptionType(),
    ];
    return Object.values(this.schema.getTypeMap())
      .filter((type) => isObjectType(type) && !type.name.startsWith('__') && !roots.includes(type))
      .map(({ name }) => name);
  }

  /** Types that only hold others, which have rules: connections, their edges, and where a page ends. */
  wrappers(): string[] {
    return this.objectTypes().filter(
      (name) =>
        name === 'PageInfo' ||
        Object.keys(this.type(name).getFields()).every((field) => wrapperFields.has(field)),
    );
  }

  /** Types that only mutations return. */
  resultTypes(): string[] {
    const payloads = this.objectTypes().filter((name) =>
      this.type(name)
        .getInterfaces()
        .some((implemented) => implemented.name === 'MutationPayload'),
    );
    return [...payloads, 'Session', 'UserError'];
  }

  type(name: string): GraphQLObjectType {
    const type = this.schema.getType(name);
    if (!isObjectType(type)) throw new Error(`${name} is no object type.`);
    return type;
  }

  /** Runs a mutation; throws unless it does what it should. */
  async mutate<T>(user: ApiUser, call: Call, selection = ''): Promise<T> {
    const answer = await this.#post(user, call, selection);
    const result = answer.data?.['result'] as (T & { userErrors: unknown[] }) | undefined;
    if (result === undefined || result.userErrors.length > 0)
      throw new Error(`${call.field}: ${JSON.stringify(answer)}`);
    return result;
  }

  /** Tries a mutation, asking for each field of its payload. */
  async attempt(user: ApiUser, call: Call): Promise<Outcome> {
    const payload = this.payloadOf(call.field);
    const others = Object.values(payload.getFields()).filter(({ name }) => name !== 'userErrors');
    const selection = others
      .map(({ name, type }) => (isLeafType(getNamedType(type)) ? name : `${name} { __typename }`))
      .join(' ');
    const { data, errors } = await this.#post(user, call, selection);
    const [error] = errors ?? [];
    if (error !== undefined)
      return { kind: 'ERROR', code: error.extensions?.code ?? '', message: error.message };
    const result = data?.['result'] as Payload & { userErrors: { code: string; message: string }[] };
    const [userError] = result.userErrors;
    if (userError === undefined) return { kind: 'DONE', payload: result };
    return { kind: 'USER_ERROR', ...userError, payload: result };
  }

  /** The type that a mutation returns. */
  payloadOf(field: string): GraphQLObjectType {
    const definition = this.#root('Mutation').getFields()[field];
    if (definition === undefined) throw new Error(`There is no mutation ${field}.`);
    return this.type(getNamedType(definition.type).name);
  }

  #post(user: ApiUser, { field, input }: Call, selection: string): Promise<GraphQLAnswer> {
    const asked = `{ __typename userErrors { code message } ${selection} }`;
    if (input === null) return post(user, `mutation { result: ${field} ${asked} }`);
    const [argument] = this.#root('Mutation').getFields()[field]?.args ?? [];
    if (argument === undefined) throw new Error(`${field} takes no input.`);
    const source = `mutation ($input: ${String(argument.type)}) { result: ${field}(input: $input) ${asked} }`;
    return post(user, source, { input });
  }

  #root(operation: 'Query' | 'Mutation' | 'Subscription'): GraphQLObjectType {
    return this.type(operation);
  }
}
