import type { z } from 'zod';
import { canonicalJson } from '../content/canonical.ts';
import { hashOf } from '../domain/decision/forms.ts';
import { readDecisionForm, readPlanVersionForm, type DecisionOfForm } from '../domain/decision/read-forms.ts';
import { verifyPlanChain } from '../domain/decision/verify.ts';
import { verifyProof } from '../domain/decision/verify-proof.ts';
import { factProblems } from './facts.ts';
import {
  logsShape,
  manifestShape,
  paths,
  planShape,
  proofsShape,
  versionsShape,
  type BundleProblem,
  type Manifest,
} from './layout.ts';
import { inOrder, manifestOf, proofsOf, sha256 } from './make.ts';
import { ArchiveError, firstDifference, packFiles, unpackFiles, type ArchiveFiles } from './zip.ts';

/** How many there are of what was checked. */
export interface BundleCounts {
  readonly files: number;
  readonly planVersions: number;
  readonly decisions: number;
  readonly texts: number;
  readonly proofs: number;
}

export interface BundleResult {
  /** In the order in which they were found; empty for a bundle that is right. */
  readonly problems: readonly BundleProblem[];
  /** Null when it couldn't be read far enough. */
  readonly manifest: Manifest | null;
  readonly counts: BundleCounts;
}

const nothing: BundleCounts = { files: 0, planVersions: 0, decisions: 0, texts: 0, proofs: 0 };

/** Ends the checking: what comes behind rests on what doesn't fit. */
class Misfit extends Error {
  readonly problem: BundleProblem;

  constructor(where: string, message: string) {
    super(`${where}: ${message}`);
    this.problem = { where, message };
  }
}

/** Text of a file. Throws {@link Misfit} for a file that isn't there or no UTF-8. */
function textAt(files: ArchiveFiles, path: string): string {
  const bytes = files.get(path);
  if (bytes === undefined) throw new Misfit(path, 'The file is missing.');
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new Misfit(path, 'It is not UTF-8.');
  }
}

/** Content of a JSON file. Throws {@link Misfit} unless it is canonical JSON of this shape. */
function jsonAt<Shape extends z.ZodType>(files: ArchiveFiles, path: string, shape: Shape): z.infer<Shape> {
  const text = textAt(files, path);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new Misfit(path, 'It is not JSON.');
  }
  const read = shape.safeParse(value);
  if (!read.success) {
    const [issue] = read.error.issues;
    throw new Misfit(
      path,
      `It has not the shape that it should: ${issue?.path.join('.')}: ${issue?.message}.`,
    );
  }
  if (canonicalJson(value) !== text) throw new Misfit(path, 'It is not canonical JSON.');
  return read.data;
}

/** Compares the files with what the manifest says of them. */
function checkManifest(files: ArchiveFiles, manifest: Manifest): void {
  for (const { path, size, sha256: hash } of manifest.files) {
    const bytes = files.get(path);
    if (bytes === undefined) throw new Misfit(path, 'The file is missing.');
    if (bytes.length !== size)
      throw new Misfit(path, `It has ${bytes.length} bytes, the manifest says ${size}.`);
    if (sha256(bytes) !== hash) throw new Misfit(path, 'Its SHA-256 is not the one in the manifest.');
  }
  const listed = new Set(manifest.files.map(({ path }) => path));
  for (const path of files.keys()) {
    if (path !== paths.manifest && !listed.has(path))
      throw new Misfit(path, 'The manifest knows of no such file.');
  }
  const others = new Map([...files].filter(([path]) => path !== paths.manifest));
  const { plan, head } = manifest;
  if (canonicalJson(manifestOf(inOrder(others), { plan, head })) !== canonicalJson(manifest))
    throw new Misfit(paths.manifest, 'It lists a file twice, or not in order.');
}

const inFolder = (files: ArchiveFiles, folder: string) =>
  [...files.keys()].filter((path) => path.startsWith(folder));

/** Forms in a folder whose files are named by their hash, by hash. */
function formsIn(files: ArchiveFiles, folder: string, pathOf: (hash: string) => string) {
  return new Map(
    inFolder(files, folder).map((path): [string, string] => {
      const form = textAt(files, path);
      const hash = hashOf(form);
      if (pathOf(hash) !== path) throw new Misfit(path, 'Its name is not the hash of what is in it.');
      return [hash, form];
    }),
  );
}

function planVersionsIn(files: ArchiveFiles): string[] {
  const { length } = inFolder(files, 'plan-versions/');
  return Array.from({ length }, (_, index) => textAt(files, paths.planVersion(index + 1)));
}

function decisionsIn(files: ArchiveFiles): DecisionOfForm[] {
  return [...formsIn(files, 'decisions/', paths.decision)].map(([hash, form]) => {
    const decision = readDecisionForm(form);
    if (decision === null)
      throw new Misfit(paths.decision(hash), 'It is not the canonical form of a decision.');
    return decision;
  });
}

/** The proofs are those that follow from plan version and texts, and each of them verifies. Returns how many there are. */
function checkProofs(
  files: ArchiveFiles,
  newest: string | undefined,
  texts: ReadonlyMap<string, string>,
): number {
  const expected = newest === undefined ? null : proofsOf(newest, texts);
  let count = 0;
  for (const [keyTaskId, file] of expected ?? []) {
    const path = paths.proofs(keyTaskId);
    const found = jsonAt(files, path, proofsShape);
    for (const { blockId, steps } of found.proofs) {
      if (verifyProof({ steps }, file.merkleRoot) === null)
        throw new Misfit(path, `The proof of block ${blockId} does not lead to the plan version's root.`);
    }
    if (canonicalJson(found) !== canonicalJson(file))
      throw new Misfit(path, 'The proofs are not those of the blocks of the text.');
    count += found.proofs.length;
  }
  return count;
}

/** Whatever has a name that nothing in a bundle has. */
function checkNames(files: ArchiveFiles, known: ReadonlySet<string>): void {
  for (const path of files.keys()) {
    if (!known.has(path)) throw new Misfit(path, 'Nothing in the plan refers to this file.');
  }
}

/** Throws {@link Misfit} where nothing more can be said, collects in `problems` what else doesn't fit. */
function check(
  archive: Uint8Array,
  head: string | undefined,
  problems: BundleProblem[],
): Omit<BundleResult, 'problems'> {
  const files = unpackFiles(archive);
  const manifest = jsonAt(files, paths.manifest, manifestShape);
  checkManifest(files, manifest);

  const plan = jsonAt(files, paths.plan, planShape);
  const versions = jsonAt(files, paths.versions, versionsShape);
  const logs = jsonAt(files, paths.logs, logsShape);
  const planVersions = planVersionsIn(files);
  const decisions = decisionsIn(files);
  const texts = formsIn(files, 'texts/', paths.text);

  problems.push(
    ...verifyPlanChain({
      planVersions: planVersions.map((canonicalForm, index) => ({
        number: index + 1,
        hash: hashOf(canonicalForm),
        previousHash: index === 0 ? null : hashOf(planVersions[index - 1] ?? ''),
        canonicalForm,
      })),
      versions: new Map(
        versions.versions.flatMap(({ id, contentHash }) => {
          const canonicalForm = texts.get(contentHash);
          return canonicalForm === undefined ? [] : [[id, { contentHash, canonicalForm }]];
        }),
      ),
      decisions,
    }),
  );
  if (problems.length === 0) {
    const forms = planVersions.flatMap((form) => readPlanVersionForm(form) ?? []);
    problems.push(...factProblems({ plan, versions, logs, planVersions: forms, decisions }));
  }
  if (manifest.plan.id !== plan.plan.id || manifest.plan.title !== plan.plan.title)
    problems.push({ where: paths.manifest, message: 'It names another plan.' });
  const newest = planVersions.at(-1);
  const newestHash = newest === undefined ? null : hashOf(newest);
  if ((manifest.head?.hash ?? null) !== newestHash || (manifest.head?.number ?? 0) !== planVersions.length)
    problems.push({ where: paths.manifest, message: 'The head is not the newest plan version.' });
  if (head !== undefined && head !== newestHash)
    problems.push({
      where: newest === undefined ? paths.manifest : paths.planVersion(planVersions.length),
      message: `The newest plan version's hash is ${newestHash ?? 'none'}, not ${head}.`,
    });

  let proofs = 0;
  if (problems.length === 0) {
    proofs = checkProofs(files, newest, texts);
    checkNames(
      files,
      new Set([
        ...[paths.manifest, paths.plan, paths.versions, paths.logs],
        ...planVersions.map((_, index) => paths.planVersion(index + 1)),
        ...decisions.map(({ decision }) => paths.decision(decision.hash)),
        ...versions.versions.map(({ contentHash }) => paths.text(contentHash)),
        ...(newest === undefined ? [] : (readPlanVersionForm(newest)?.entries ?? [])).map(({ keyTaskId }) =>
          paths.proofs(keyTaskId),
        ),
      ]),
    );
    // The files are right. Whatever else is in the archive isn't of them.
    const offset = firstDifference(archive, packFiles(inOrder(files)));
    if (offset !== null)
      throw new Misfit(`byte ${offset}`, 'The archive has something in it that is no file.');
  }
  const counts: BundleCounts = {
    files: files.size,
    planVersions: planVersions.length,
    decisions: decisions.length,
    texts: texts.size,
    proofs,
  };
  return { manifest, counts };
}

/**
 * Checks all of a bundle (SPEC.md, BU-5), byte by byte, with nothing but the bundle; with `head` also that its newest
 * plan version has this hash (lower-case hex SHA-256). Never throws because of what is in it.
 */
export function verifyBundle(archive: Uint8Array, options: { readonly head?: string } = {}): BundleResult {
  const problems: BundleProblem[] = [];
  try {
    return { problems, ...check(archive, options.head, problems) };
  } catch (error) {
    if (error instanceof Misfit) problems.push(error.problem);
    else if (error instanceof ArchiveError) problems.push({ where: 'archive', message: error.message });
    else throw error;
    return { problems, manifest: null, counts: nothing };
  }
}
