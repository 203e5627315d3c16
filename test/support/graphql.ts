import { createClient, type Client } from 'graphql-ws';
import WebSocket from 'ws';

export interface GraphQLAnswer {
  readonly status: number;
  readonly data: Record<string, unknown> | null | undefined;
  readonly errors: readonly { message: string; extensions?: { code?: string } }[] | undefined;
}

/** Sends one GraphQL operation over HTTP, as any client would. */
export async function post(
  request: {
    readonly url: string;
    readonly token?: string | undefined;
    readonly headers?: Readonly<Record<string, string>>;
  },
  query: string,
  variables: Record<string, unknown> = {},
): Promise<GraphQLAnswer> {
  const response = await fetch(`${request.url}/graphql`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'application/graphql-response+json',
      ...(request.token === undefined ? {} : { authorization: `Bearer ${request.token}` }),
      ...request.headers,
    },
    body: JSON.stringify({ query, variables }),
  });
  const body = (await response.json()) as Omit<GraphQLAnswer, 'status'>;
  return { status: response.status, data: body.data, errors: body.errors };
}

/** Someone who talks to the API: the address and, when signed in, an access token. */
export class ApiUser {
  readonly url: string;
  readonly token: string | undefined;

  constructor(url: string, token?: string) {
    this.url = url;
    this.token = token;
  }

  static async signIn(url: string, email: string, password: string): Promise<ApiUser> {
    const result = await new ApiUser(url).mutate<{ session: { accessToken: string } }>(
      'mutation ($input: SignInInput!) { result: signIn(input: $input) { session { accessToken } userErrors { code message field } } }',
      { email, password },
    );
    return new ApiUser(url, result.session.accessToken);
  }

  /** The same person at another address, e.g. after a restart. */
  at(url: string): ApiUser {
    return new ApiUser(url, this.token);
  }

  /** Runs a query and returns its data; throws on any error. */
  async query<T>(query: string, variables: Record<string, unknown> = {}): Promise<T> {
    const answer = await post(this, query, variables);
    if (answer.errors !== undefined || answer.data === null || answer.data === undefined)
      throw new Error(JSON.stringify(answer.errors));
    return answer.data as T;
  }

  /** Runs a mutation whose payload is aliased `result`; throws when there are user errors. */
  async mutate<T>(mutation: string, input: Record<string, unknown>): Promise<T> {
    const { result } = await this.query<{ result: T & { userErrors: unknown[] } }>(mutation, { input });
    if (result.userErrors.length > 0) throw new Error(JSON.stringify(result.userErrors));
    return result;
  }

  /** Codes of a mutation's user errors; `[]` when it succeeded. */
  async refusals(mutation: string, input: Record<string, unknown>): Promise<string[]> {
    const { result } = await this.query<{ result: { userErrors: { code: string }[] } }>(mutation, { input });
    return result.userErrors.map((error) => error.code);
  }

  /** A stock graphql-ws client of this person. */
  subscriber(): Client {
    return createClient({
      url: `${this.url.replace('http', 'ws')}/graphql`,
      webSocketImpl: WebSocket,
      ...(this.token === undefined ? {} : { connectionParams: { authorization: `Bearer ${this.token}` } }),
    });
  }
}
