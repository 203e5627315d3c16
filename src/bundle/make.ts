import { createHash } from 'node:crypto';
import { canonicalJson, readCanonicalForm } from '../content/canonical.ts';
import { hashOf } from '../domain/decision/forms.ts';
import { proverOf } from '../domain/decision/plan-tree.ts';
import { readPlanVersionForm } from '../domain/decision/read-forms.ts';
import { paths, type BundleContents, type Manifest, type ProofsFile } from './layout.ts';
import { packFiles, type ArchiveFiles } from './zip.ts';

const encoder = new TextEncoder();

/** Lower-case hex. */
export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** Proofs of the texts of a plan version, by key task id; null when one of the texts isn't there. */
export function proofsOf(
  planVersionForm: string,
  texts: ReadonlyMap<string, string>,
): ReadonlyMap<string, ProofsFile> | null {
  const form = readPlanVersionForm(planVersionForm);
  if (form === null) return null;
  const files = new Map<string, ProofsFile>();
  for (const { keyTaskId, contentHash } of form.entries) {
    const text = texts.get(contentHash);
    const prover = text === undefined ? null : proverOf(form.entries, keyTaskId, readCanonicalForm(text));
    if (prover === null) return null;
    files.set(keyTaskId, {
      format: 'choan-proofs/1',
      planVersion: form.number,
      keyTaskId,
      merkleRoot: form.merkleRoot,
      proofs: prover.blockIds.map((blockId) => ({
        blockId,
        steps: (prover.prove(blockId)?.steps ?? []).map((step) => ({ ...step, path: [...step.path] })),
      })),
    });
  }
  return files;
}

/** All files of a bundle but the manifest, by path. Throws when a text of the newest plan version is missing. */
function filesOf(contents: BundleContents): Map<string, string> {
  const texts = new Map(contents.texts.map((form) => [hashOf(form), form]));
  const newest = contents.planVersions.at(-1);
  const proofs = newest === undefined ? new Map<string, ProofsFile>() : proofsOf(newest, texts);
  if (proofs === null) throw new Error('The newest plan version, or a text of it, is missing or damaged.');
  return new Map([
    [paths.plan, canonicalJson(contents.plan)],
    [paths.versions, canonicalJson(contents.versions)],
    [paths.logs, canonicalJson(contents.logs)],
    ...contents.planVersions.map((form, index): [string, string] => [paths.planVersion(index + 1), form]),
    ...contents.decisions.map((form): [string, string] => [paths.decision(hashOf(form)), form]),
    ...[...texts].map(([hash, form]): [string, string] => [paths.text(hash), form]),
    ...[...proofs].map(([id, file]): [string, string] => [paths.proofs(id), canonicalJson(file)]),
  ]);
}

/** Puts files in the order of a bundle: the manifest first, then by their paths' bytes, which are ASCII. */
export function inOrder(files: ArchiveFiles): ArchiveFiles {
  const rank = (path: string) => (path === paths.manifest ? '' : path);
  return new Map([...files].sort(([a], [b]) => (rank(a) < rank(b) ? -1 : 1)));
}

/** The manifest of files, which are all but the manifest, in the order of a bundle. */
export function manifestOf(files: ArchiveFiles, facts: Pick<Manifest, 'plan' | 'head'>): Manifest {
  return {
    format: 'choan-bundle/1',
    ...facts,
    files: [...files].map(([path, bytes]) => ({ path, size: bytes.length, sha256: sha256(bytes) })),
  };
}

/** A bundle (SPEC.md, BU): the same contents always give the same bytes. Throws when a text is missing. */
export function makeBundle(contents: BundleContents): Uint8Array {
  const encoded = [...filesOf(contents)].map(([path, text]): [string, Uint8Array] => [
    path,
    encoder.encode(text),
  ]);
  const files = inOrder(new Map(encoded));
  const newest = contents.planVersions.at(-1);
  const { id, title } = contents.plan.plan;
  const manifest = manifestOf(files, {
    plan: { id, title },
    head: newest === undefined ? null : { number: contents.planVersions.length, hash: hashOf(newest) },
  });
  return packFiles(inOrder(new Map([[paths.manifest, encoder.encode(canonicalJson(manifest))], ...files])));
}
