import { readFile } from 'node:fs/promises';
import { verifyBundle } from '../bundle/verify.ts';
import { options } from './options.ts';
import { failed, UsageError } from './usage.ts';

/** `choan verify FILE [--head HASH]`. Reads the file and nothing else. Returns the exit code. */
export async function verify(parameters: readonly string[]): Promise<number> {
  const { values, positionals } = options(parameters, ['head']);
  const [file, ...others] = positionals;
  const head = values['head']?.toLowerCase();
  if (file === undefined || others.length > 0) throw new UsageError('One bundle is needed.');
  if (head !== undefined && !/^[0-9a-f]{64}$/.test(head))
    throw new UsageError("--head must be the 64 hexadecimal digits of a plan version's hash.");
  const { problems, manifest, counts } = verifyBundle(
    await readFile(file),
    head === undefined ? {} : { head },
  );
  const [problem, ...more] = problems;
  if (problem !== undefined || manifest === null) {
    console.error(`${file} doesn't verify: ${problem?.where ?? 'archive'}: ${problem?.message ?? ''}`);
    if (more.length > 0) console.error(`(and ${more.length} more)`);
    return failed;
  }
  console.log(`${file} verifies: ${manifest.plan.title}`);
  console.log(
    `${counts.planVersions} plan versions, ${counts.texts} texts, ${counts.decisions} decisions, ${counts.proofs} proofs.`,
  );
  if (manifest.head !== null) {
    console.log(`Hash of the newest plan version: ${manifest.head.hash}`);
    if (head === undefined)
      console.log('Compare it with what was published: everything in the chain follows from it.');
  }
  return 0;
}
