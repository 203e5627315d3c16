import { readFile } from 'node:fs/promises';
import type { RequestHandler } from 'express';
import { sendError } from './http-errors.ts';

export const docsPath = '/docs';

/** The repository's documents, beside both `src/` and `dist/`. Only these: the name comes from a URL. */
const documents: Readonly<Record<string, URL>> = Object.fromEntries(
  ['README.md', 'SPEC.md', 'CONTRIBUTING.md'].map((name) => [
    name,
    new URL(`../../${name}`, import.meta.url),
  ]),
);

/** Serves the documentation as plain text, and the schema where it is shown. */
export function createDocsHandler(sdl: string | null): RequestHandler<{ name: string }> {
  return async (request, response) => {
    const { name } = request.params;
    const document = Object.hasOwn(documents, name) ? documents[name] : undefined;
    const content =
      document === undefined ? (name === 'schema.graphql' ? sdl : null) : await readFile(document, 'utf8');
    if (content === null) {
      sendError(response, { status: 404, code: 'NOT_FOUND', message: 'There is no such document.' });
      return;
    }
    response.type('text/plain').send(content);
  };
}
