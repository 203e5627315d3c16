import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Express } from 'express';
import { sendError } from './http-errors.ts';

export const graphiqlPath = '/graphiql';

const { resolve } = createRequire(import.meta.url);

/** What the page takes of which package, by the name it is served under. GraphiQL's bundle lacks nothing but React. */
const packageFiles: Readonly<Record<string, readonly [string, string]>> = {
  'react.js': ['react', 'umd/react.production.min.js'],
  'react-dom.js': ['react-dom', 'umd/react-dom.production.min.js'],
  'graphiql.js': ['graphiql', 'graphiql.min.js'],
  'graphiql.css': ['graphiql', 'graphiql.min.css'],
};

/** Headers of the header editor go with subscriptions as well: GraphiQL hands them to `connection_init`. */
const startScript = `
const url = new URL('/graphql', location.href);
const subscriptionUrl = url.href.replace(/^http/, 'ws');
const fetcher = GraphiQL.createFetcher({ url: url.href, subscriptionUrl });
const defaultQuery = \`# Choan 초안. What is published needs no account. Otherwise sign in, and put the accessToken into
# the tab Headers: {"authorization": "Bearer …"}
#
#   mutation { signIn(input: {email: "public-lead@choan.example", password: "choan-sample-2021"}) { session { accessToken } } }
#   subscription { activity { cursor kind at actor { displayName } } }

{
  plans(first: 1) {
    nodes {
      title
      strategies { title }
      latestVersion { number hash }
    }
  }
}
\`;
const element = React.createElement(GraphiQL, { fetcher, defaultQuery, defaultEditorToolsVisibility: 'headers' });
ReactDOM.createRoot(document.getElementById('graphiql')).render(element);
`;

const page = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>GraphiQL · Choan 초안</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="${graphiqlPath}/graphiql.css">
<style>html, body, #graphiql { height: 100%; margin: 0; }</style>
</head>
<body>
<div id="graphiql"></div>
<script src="${graphiqlPath}/react.js"></script>
<script src="${graphiqlPath}/react-dom.js"></script>
<script src="${graphiqlPath}/graphiql.js"></script>
<script src="${graphiqlPath}/start.js"></script>
</body>
</html>
`;

/** Scripts come from here only; the editor sets styles, and has its fonts in the style sheet. */
const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  'font-src data:',
  'img-src data:',
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join(';');

/** Paths of the files by their names; null where the packages aren't installed, as in a production image. */
function findFiles(): ReadonlyMap<string, string> | null {
  try {
    // The files themselves aren't among what packages export.
    return new Map(
      Object.entries(packageFiles).map(([name, [from, file]]) => [
        name,
        join(dirname(resolve(`${from}/package.json`)), file),
      ]),
    );
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'MODULE_NOT_FOUND') return null;
    throw error;
  }
}

/**
 * Serves GraphiQL, for development, without anything of another host. Returns whether it is there: its packages are
 * development dependencies.
 */
export function serveGraphiql(app: Express): boolean {
  const files = findFiles();
  if (files === null) return false;
  app.get(graphiqlPath, (_request, response) => {
    response.setHeader('content-security-policy', contentSecurityPolicy).type('html').send(page);
  });
  app.get(`${graphiqlPath}/start.js`, (_request, response) => {
    response.type('js').send(startScript);
  });
  app.get(`${graphiqlPath}/:name`, async (request, response) => {
    const { name } = request.params;
    const path = files.get(name);
    if (path === undefined) {
      sendError(response, { status: 404, code: 'NOT_FOUND', message: 'There is no such file.' });
      return;
    }
    response
      .setHeader('cache-control', 'max-age=3600')
      .type(name.endsWith('.css') ? 'css' : 'js')
      .send(await readFile(path));
  });
  return true;
}
