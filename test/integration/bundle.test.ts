import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { collectPlan, findPlan } from '../../src/bundle/collect.ts';
import { paths, type BundleContents, type Manifest } from '../../src/bundle/layout.ts';
import { inOrder, makeBundle, manifestOf, sha256 as sha256Of } from '../../src/bundle/make.ts';
import { verifyBundle } from '../../src/bundle/verify.ts';
import { packFiles, unpackFiles } from '../../src/bundle/zip.ts';
import { toGlobalId } from '../../src/graphql/ids.ts';
import { canonical, sha256 } from '../support/canonical-json.ts';
import { openDecisionPath, type DecisionPath } from '../support/decision-path.ts';
import { report, scale, seedFrom, longTest } from '../support/soak.ts';
import { leavesOf, namesOf, otherJson, valueAt, withValue } from '../support/tampering.ts';

/** Two tasks in the plan, one of them amended; one that a ballot returned, one merged, one withdrawn after all. */
let path: DecisionPath;
let contents: BundleContents;
let bundle: Uint8Array;
beforeAll(async () => {
  path = await openDecisionPath();
  const { as, keyTasks } = path;
  const first = await path.station.drafted('하나', '하나의 글');
  const second = await path.create('둘', 'second');
  await path.write(second, '둘의 글');
  await path.confirm(first);
  await path.confirm(second);
  await keyTasks.reopen(as.lead, first.id, '개정');
  await path.write(first, '고친 글');
  await path.confirm(first);
  const { ballot } = await path.station.tabled('셋', '셋의 글');
  await path.cast(ballot, 'lead', { discuss: '수치를 확인해 주세요.' });
  for (const who of ['chair', 'colleague'] as const) await path.cast(ballot, who, 'APPROVE');
  await path.close(ballot);
  const merged = await path.create('넷');
  await keyTasks.merge(as.chair, merged.id, { keyTaskId: first.id, reason: '같은 내용' });
  await keyTasks.withdraw(as.chair, second.id, '사유');
  contents = await collectPlan(path.database, path.stores, path.plan.id);
  bundle = makeBundle(contents);
});
afterAll(() => path.drop());

const head = () => sha256(contents.planVersions.at(-1) ?? '');
const problemsOf = (archive: Uint8Array, options = {}) => verifyBundle(archive, options).problems;
const encoder = new TextEncoder();

describe('BU-1 to BU-5: a bundle', () => {
  it('verifies, and counts what is in it', () => {
    expect(verifyBundle(bundle, { head: head() })).toMatchObject({
      problems: [],
      manifest: { plan: { id: path.plan.id, title: path.plan.title }, head: { number: 3, hash: head() } },
      counts: { planVersions: 3, decisions: 4, texts: 3, proofs: 2 },
    });
  });

  it('is the same whenever it is made', async () => {
    expect(Buffer.from(makeBundle(await collectPlan(path.database, path.stores, path.plan.id)))).toEqual(
      Buffer.from(bundle),
    );
  });

  it('has the files of the table, each of them canonical JSON, in order', () => {
    const files = unpackFiles(bundle);
    const texts = contents.texts.map((form) => `texts/${sha256(form)}.json`);
    const decisions = contents.decisions.map((form) => `decisions/${sha256(form)}.json`);
    const [newest] = contents.planVersions.toReversed();
    const { entries } = JSON.parse(newest ?? '') as { entries: { keyTaskId: string }[] };
    expect([...files.keys()]).toEqual([
      'manifest.json',
      ...[
        'plan.json',
        'versions.json',
        'logs.json',
        ...['plan-versions/1.json', 'plan-versions/2.json', 'plan-versions/3.json'],
        ...entries.map(({ keyTaskId }) => `proofs/${keyTaskId}.json`),
        ...texts,
        ...decisions,
      ].sort(),
    ]);
    for (const bytes of files.values()) {
      const text = Buffer.from(bytes).toString('utf8');
      expect(canonical(JSON.parse(text))).toBe(text);
    }
  });

  it('is laid out as BU-2 says', () => {
    const bytes = Buffer.from(bundle);
    const files = [...unpackFiles(bundle)];
    let at = 0;
    const offsets: number[] = [];
    for (const [name, content] of files) {
      offsets.push(at);
      const header = bytes.subarray(at, at + 30);
      expect(header.readUInt32LE(0)).toBe(0x04034b50);
      // Version, flags, method, time and date.
      expect([4, 6, 8, 10, 12].map((field) => header.readUInt16LE(field))).toEqual([20, 0, 0, 0, 33]);
      expect([header.readUInt32LE(18), header.readUInt32LE(22)]).toEqual([content.length, content.length]);
      expect([header.readUInt16LE(26), header.readUInt16LE(28)]).toEqual([name.length, 0]);
      expect(bytes.toString('latin1', at + 30, at + 30 + name.length)).toBe(name);
      at += 30 + name.length + content.length;
    }
    const directory = at;
    for (const [index, [name, content]] of files.entries()) {
      const record = bytes.subarray(at, at + 46);
      expect(record.readUInt32LE(0)).toBe(0x02014b50);
      expect([4, 6, 8, 10, 12, 14].map((field) => record.readUInt16LE(field))).toEqual([20, 20, 0, 0, 0, 33]);
      expect(record.readUInt32LE(24)).toBe(content.length);
      expect([28, 30, 32, 34, 36].map((field) => record.readUInt16LE(field))).toEqual([
        name.length,
        0,
        0,
        0,
        0,
      ]);
      expect([record.readUInt32LE(38), record.readUInt32LE(42)]).toEqual([0, offsets[index]]);
      at += 46 + name.length;
    }
    const end = bytes.subarray(at);
    expect(end.length).toBe(22);
    expect(end.readUInt32LE(12)).toBe(at - directory);
    expect(end.readUInt32LE(16)).toBe(directory);
  });

  it('has nothing in it for a plan without a plan version, and verifies', async () => {
    const plan = await path.plans.create(path.as.secretariat, {
      title: '제4차 기본계획',
      periodStart: 2025,
      periodEnd: 2027,
      ballotRule: { quorum: 0.5, majority: 0.5 },
    });
    const empty = makeBundle(await collectPlan(path.database, path.stores, plan.id));
    expect(verifyBundle(empty)).toMatchObject({ problems: [], manifest: { head: null } });
    expect(problemsOf(empty, { head: head() })).toHaveLength(1);
    expect(problemsOf(bundle, { head: sha256('another') })).toEqual([
      { where: 'plan-versions/3.json', message: expect.stringContaining(head()) as string },
    ]);
  });
});

it('BU-5: every single byte counts', { timeout: longTest }, () => {
  const seed = seedFrom('BUNDLE_SEED');
  const changes = scale(1, 8);
  let random = seed;
  const next = () => (random = (random * 1_103_515_245 + 12_345) % 2 ** 31);
  const began = performance.now();
  const kept: number[] = [];
  for (let offset = 0; offset < bundle.length; offset += 1) {
    for (let change = 0; change < changes; change += 1) {
      const changed = Uint8Array.from(bundle);
      changed[offset] = ((changed[offset] ?? 0) + 1 + (next() % 255)) % 256;
      if (problemsOf(changed).length === 0) kept.push(offset);
    }
    // One byte too many and one too few, and the end cut off.
    if (offset % scale(50, 1) === 0) {
      const inserted = Buffer.concat([
        bundle.subarray(0, offset),
        Buffer.of(next() % 256),
        bundle.subarray(offset),
      ]);
      const removed = Buffer.concat([bundle.subarray(0, offset), bundle.subarray(offset + 1)]);
      for (const other of [inserted, removed, bundle.subarray(0, offset)])
        if (problemsOf(other).length === 0) kept.push(offset);
    }
  }
  expect(kept, `BUNDLE_SEED=${seed}`).toEqual([]);
  expect(problemsOf(Buffer.concat([bundle, Buffer.of(0)]))).toHaveLength(1);
  report(
    `BU-5: ${bundle.length} bytes, ${changes} other value(s) of each, in ${Math.round(performance.now() - began)} ms (seed ${seed})`,
  );
});

/** A bundle with other files, whose manifest says that they are right. */
function resealed(files: ReadonlyMap<string, Uint8Array>): Uint8Array {
  const others = inOrder(new Map([...files].filter(([name]) => name !== paths.manifest)));
  const read = (name: string): unknown => JSON.parse(Buffer.from(others.get(name) ?? []).toString('utf8'));
  const { plan } = read(paths.plan) as { plan: { id: string; title: string } };
  const number = [...others.keys()].filter((name) => name.startsWith('plan-versions/')).length;
  const newest = others.get(paths.planVersion(number));
  const manifest: Manifest = manifestOf(others, {
    plan: { id: plan.id, title: plan.title },
    head: newest === undefined ? null : { number, hash: sha256Of(newest) },
  });
  return packFiles(inOrder(new Map([[paths.manifest, encoder.encode(canonical(manifest))], ...others])));
}

/**
 * What nothing in a bundle contradicts when whoever makes it says something else (BU-6): the newest plan version's hash
 * covers none of it.
 */
const unknowable: Readonly<Record<string, readonly string[]>> = {
  // The plan and its tree as they are now: titles, periods and rules change, and nobody decides on them.
  'plan.json': [
    ...['title', 'englishTitle', 'periodStart', 'periodEnd', 'predecessorId', 'vision', 'createdAt'].map(
      (name) => `plan.${name}`,
    ),
    ...['plan.ballotRule.quorum', 'plan.ballotRule.majority', 'plan.ballotRule.secret'],
    ...['plan.numbering.prefix', 'plan.numbering.suffix', 'plan.numbering.joinedBy'],
    ...['strategies.title', 'strategies.englishTitle'],
    ...['subcommitteeId', 'title', 'englishTitle', 'state', 'amendment'].map((name) => `keyTasks.${name}`),
    // A task may be of no strategy.
    ...['keyTasks.strategyId', 'keyTasks.sealedVersionId'],
  ],
  // Who cut the version, under which name, and where in a log that isn't in the bundle.
  'versions.json': ['number', 'name', 'authorIds', 'createdById', 'createdAt', 'sequence', 'logHash'].map(
    (name) => `versions.${name}`,
  ),
  // The logs themselves are not in the bundle; a task without a sealed version says nothing of its draft.
  'logs.json': ['logs.sequence', 'logs.hash', 'logs.draftId'],
};

it('BU-5 and BU-6: everything that the head covers is found to be changed, even when the manifest is made anew', () => {
  const files = unpackFiles(bundle);
  const kept = new Set<string>();
  let changes = 0;
  for (const [name, bytes] of files) {
    if (name === paths.manifest) continue;
    const value: unknown = JSON.parse(Buffer.from(bytes).toString('utf8'));
    for (const leaf of leavesOf(value)) {
      changes += 1;
      const changed = encoder.encode(canonical(withValue(value, leaf, otherJson(valueAt(value, leaf)))));
      const folder = name.split('/')[0];
      const renamed =
        folder === 'texts' || folder === 'decisions' ? `${folder}/${sha256Of(changed)}.json` : name;
      const others = new Map([...files].filter(([other]) => other !== name));
      const problems = problemsOf(resealed(others.set(renamed, changed)), { head: head() });
      if (problems.length === 0) kept.add(`${name} ${namesOf(leaf)}`);
    }
  }
  expect(changes).toBeGreaterThan(300);
  const returned = contents.decisions.find((form) => form.includes('"outcome":"RETURNED"'));
  // No plan version rests on a decision that returned a task: who voted why and when is its own.
  const ofReturned = `decisions/${sha256(returned ?? '')}.json`;
  const unexpected = [...kept].filter((place) => {
    const [name = '', member = ''] = place.split(' ');
    return name !== ofReturned && unknowable[name]?.includes(member) !== true;
  });
  expect(unexpected).toEqual([]);
});

it('BU-5: a file that is missing, added, doubled or of another plan is named', () => {
  const files = unpackFiles(bundle);
  for (const name of files.keys()) {
    const without = new Map([...files].filter(([other]) => other !== name));
    expect(problemsOf(packFiles(without)), name).toMatchObject([{ where: name }]);
    // Without a plan there is no manifest; BU-6 says that a decision that returned a task may be left out.
    if (name === paths.manifest || name === paths.plan || name.startsWith('decisions/')) continue;
    expect(problemsOf(resealed(without)).length, `${name}, and out of the manifest`).toBeGreaterThan(0);
  }
  const extra = new Map(files).set('texts/readme.txt', encoder.encode('?'));
  expect(problemsOf(packFiles(extra))).toMatchObject([{ where: 'texts/readme.txt' }]);
  for (const name of [
    'readme.txt',
    'texts/a.json',
    'proofs/a.json',
    '__proto__',
    'plan-versions/4.json',
    '../plan.json',
  ])
    expect(problemsOf(resealed(new Map(files).set(name, encoder.encode('{}')))).length, name).toBeGreaterThan(
      0,
    );
  const unreferenced = canonical({ format: 'choan-text/1', title: '', content: {}, fields: {} });
  expect(
    problemsOf(resealed(new Map(files).set(paths.text(sha256(unreferenced)), encoder.encode(unreferenced)))),
  ).toMatchObject([{ where: paths.text(sha256(unreferenced)) }]);
});

it.each([
  ['nothing', Buffer.alloc(0)],
  ['text', Buffer.from('choan')],
  ['an empty archive', packFiles(new Map())],
  ['an archive of something else', packFiles(new Map([['a.txt', encoder.encode('a')]]))],
])('BU-5: %s is no bundle', (_name, bytes) => {
  expect(problemsOf(bytes)).toHaveLength(1);
});

it('finds a plan by its id and by its title, and says what it doesn’t find', async () => {
  const { stores, plan } = path;
  for (const name of [plan.id, toGlobalId('Plan', plan.id), plan.title.normalize('NFD')])
    expect((await findPlan(stores, name)).id).toBe(plan.id);
  await expect(findPlan(stores, '제9차')).rejects.toThrow('no plan with the id or title 제9차');
  await expect(findPlan(stores, toGlobalId('KeyTask', plan.id))).rejects.toThrow('no plan');
  const twin = { ...path.plan, title: '쌍둥이 계획' };
  for (let count = 0; count < 2; count += 1) await path.plans.create(path.as.secretariat, twin);
  await expect(findPlan(stores, '쌍둥이 계획')).rejects.toThrow('Several plans have the title');
});
