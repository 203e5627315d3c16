import { collectPlan, findPlan } from '../bundle/collect.ts';
import { makeBundle } from '../bundle/make.ts';
import { verifyBundle } from '../bundle/verify.ts';
import { withData } from './database.ts';
import { megabytes, writeWhole } from './files.ts';
import { options } from './options.ts';
import { failed, UsageError } from './usage.ts';

/** `choan export --plan ID|TITLE --bundle FILE`. Returns the exit code. */
export async function exportPlan(parameters: readonly string[]): Promise<number> {
  const { values, positionals } = options(parameters, ['plan', 'bundle']);
  const { plan: name, bundle: file } = values;
  if (name === undefined || file === undefined || positionals.length > 0)
    throw new UsageError('A plan and a file for the bundle are needed.');
  return withData(async ({ database, stores }) => {
    const plan = await findPlan(stores, name);
    const bundle = makeBundle(await collectPlan(database, stores, plan.id));
    const { problems, counts, manifest } = verifyBundle(bundle);
    const [problem] = problems;
    if (problem !== undefined) {
      console.error(`What is stored of the plan doesn't verify: ${problem.where}: ${problem.message}`);
      console.error('Nothing was written. choan audit says what is wrong with the data.');
      return failed;
    }
    await writeWhole(file, bundle);
    console.log(`${plan.title} is in ${file} (${megabytes(bundle.length)}):`);
    console.log(
      `${counts.planVersions} plan versions, ${counts.texts} texts, ${counts.decisions} decisions, ${counts.proofs} proofs.`,
    );
    if (manifest?.head !== undefined && manifest.head !== null)
      console.log(`Hash of the newest plan version: ${manifest.head.hash}`);
    return 0;
  });
}
