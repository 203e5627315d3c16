import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { mergeTypeDefs } from '@graphql-tools/merge';
import type { DocumentNode } from 'graphql';

/** Beside both `src/` and `dist/`. */
const folder = new URL('../../schema/', import.meta.url);

/** The SDL of `schema/*.graphql` as one document. */
export function loadTypeDefs(): DocumentNode {
  const files = readdirSync(fileURLToPath(folder))
    .filter((name) => name.endsWith('.graphql'))
    .sort();
  return mergeTypeDefs(files.map((name) => readFileSync(new URL(name, folder), 'utf8')));
}
