// graphql-yoga as its documentation has it on Node: https://the-guild.dev/graphql/yoga-server/docs
import { once } from 'node:events';
import { createServer } from 'node:http';
import { createYoga } from 'graphql-yoga';

export async function serve(schema, contextOf) {
  const yoga = createYoga({
    schema,
    context: ({ request }) => contextOf(request.headers.get('authorization') ?? undefined),
    landingPage: false,
    graphiql: false,
    logging: false,
  });
  const server = createServer(yoga).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `http://127.0.0.1:${server.address().port}`;
}
