// Mercurius on Fastify as its documentation has it: https://mercurius.dev. Without its compiler of queries (`jit`), which
// is off unless it is asked for.
import fastify from 'fastify';
import mercurius from 'mercurius';

export async function serve(schema, contextOf) {
  const app = fastify();
  await app.register(mercurius, { schema, context: (request) => contextOf(request.headers.authorization) });
  return app.listen({ host: '127.0.0.1', port: 0 });
}
