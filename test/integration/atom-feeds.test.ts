import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { escapeXml, nameBasedUrn, renderAtom } from '../../src/feeds/atom.ts';
import { createFeedDocuments } from '../../src/feeds/documents.ts';
import { createPublicFeeds, planFeedPath, type PublicFeeds } from '../../src/feeds/public-feeds.ts';
import { toGlobalId } from '../../src/graphql/ids.ts';
import { openDecisionPath, type DecisionPath } from '../support/decision-path.ts';
import { startSmallServer, type SmallServer } from '../support/small-server.ts';
import { childrenOf, parseXml, textOf, type XmlElement } from '../support/xml.ts';

let path: DecisionPath;
let server: SmallServer;
let now = 0;
const hostile = `<script>alert("1") & '2'</script> ]]> <![CDATA[ &lt; 기본계획 😀`;
beforeAll(async () => {
  path = await openDecisionPath();
  await path.plans.create(path.as.secretariat, { title: hostile, periodStart: 2025, periodEnd: 2027 });
  await path.station.confirmed('숨은 제목의 과제');
  const [latest] = await path.planVersions();
  const named = { planId: path.plan.id, planVersionHash: latest?.hash ?? '' };
  const submission = await path.submissions.submitPlan(path.as.chair, named);
  await path.submissions.adoptPlan(path.as.committee, { ...named, submissionId: submission.id });
  const feeds = createFeedDocuments(createPublicFeeds(path), () => now);
  server = await startSmallServer({ feeds, sendsDigests: true });
});
afterAll(async () => {
  await server.close();
  await path.drop();
});

const all = '/feeds/activity.atom';
const ofPlan = () => planFeedPath(toGlobalId('Plan', path.plan.id));
const get = (where: string, headers: Record<string, string> = {}) =>
  fetch(`${server.url}${where}`, { headers });

async function feedOf(where: string): Promise<XmlElement> {
  const response = await get(where);
  expect(response.status).toBe(200);
  expect(response.headers.get('content-type')).toBe('application/atom+xml; charset=utf-8');
  return parseXml(await response.text());
}

const titles = (feed: XmlElement) => childrenOf(feed, 'entry').map((entry) => textOf(entry, 'title'));
const rfc3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
const urn = /^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

describe('AF-1: what is public', () => {
  it('is told newest first, of one plan and of all', async () => {
    const plan = `“${path.plan.title}”`;
    const one = [
      `The Strategy Committee adopted ${plan}`,
      `Version 1 of ${plan} was published`,
      `The plan ${plan} was opened`,
    ];
    expect(titles(await feedOf(ofPlan()))).toEqual(one);
    const [adopted, published, opened] = one;
    expect(titles(await feedOf(all))).toEqual([
      adopted,
      published,
      `The plan “${hostile.normalize('NFC')}” was opened`,
      opened,
    ]);
  });

  it('is what the root page links to', async () => {
    const page = await (await get('/')).text();
    expect(page).toContain(`<a href="${all}">`);
    expect(page).toContain('setDigest');
  });

  it('is what the root page tells of, and no digests where there is no mail server', async () => {
    const other = await startSmallServer();
    const page = await (await fetch(other.url)).text();
    expect(page).not.toContain('setDigest');
    expect(page).not.toContain('Without a program');
    await other.close();
  });

  it('is all that is told', async () => {
    const publicOnes = await path.stores.activity.read({ after: 0, limit: 1000, visibility: 'PUBLIC' });
    expect(titles(await feedOf(all))).toHaveLength(publicOnes.length);
    const text = await (await get(all)).text();
    expect(text).not.toContain('숨은');
    for (const { memberId, displayName } of [path.as.chair, path.as.secretariat, path.as.committee]) {
      expect(text).not.toContain(memberId);
      expect(text).not.toContain(toGlobalId('Member', memberId));
      expect(text).not.toContain(`>${displayName}<`);
    }
  });

  it('is at most 50 entries', async () => {
    const other = await openDecisionPath();
    await other.transact((tx) => {
      for (let count = 0; count < 60; count += 1)
        tx.emit({
          kind: 'PLAN_CHANGED',
          actorId: null,
          planId: other.plan.id,
          subcommitteeId: null,
          keyTaskId: null,
          visibility: 'PUBLIC',
          payload: { planId: other.plan.id, title: `${count}`, change: 'UPDATED' },
        });
      return Promise.resolve();
    });
    const feed = await createPublicFeeds(other).activity();
    expect(feed.entries).toHaveLength(50);
    expect(feed.entries[0]?.title).toBe('The plan “59” was changed');
    await other.drop();
  });

  it.each([
    ['malformed', 'x'],
    ['of another type', toGlobalId('Member', '0'.repeat(24))],
    ['of no plan', toGlobalId('Plan', '0'.repeat(24))],
  ])('is not found for an id that is %s', async (_what, id) => {
    expect((await get(planFeedPath(id))).status).toBe(404);
  });
});

describe('AF-2: the documents', () => {
  it('have what RFC 4287 asks of a feed and of its entries', async () => {
    for (const where of [all, ofPlan()]) {
      const feed = await feedOf(where);
      expect(feed.name).toBe('feed');
      expect(feed.attributes['xmlns']).toBe('http://www.w3.org/2005/Atom');
      expect(textOf(feed, 'title')).not.toBe('');
      expect(childrenOf(feed, 'author').map((author) => textOf(author, 'name'))).toEqual(['Choan']);
      const links = childrenOf(feed, 'link').map(({ attributes }) => attributes);
      expect(links).toContainEqual({ rel: 'self', type: 'application/atom+xml', href: where });
      const entries = childrenOf(feed, 'entry');
      const ids = [feed, ...entries].map((element) => textOf(element, 'id'));
      expect(new Set(ids).size).toBe(ids.length);
      for (const id of ids) expect(id).toMatch(urn);
      const times = entries.map((entry) => textOf(entry, 'updated'));
      for (const time of times) expect(time).toMatch(rfc3339);
      expect([...times].sort().reverse()).toEqual(times);
      expect(textOf(feed, 'updated')).toBe(times[0]);
      for (const entry of entries) {
        expect(textOf(entry, 'content')).toContain(`Plan: `);
        expect(childrenOf(entry, 'link').map(({ attributes }) => attributes['rel'])).toContain('alternate');
      }
    }
  });

  it('have the same ids each time, and an entry the same in both feeds', async () => {
    const idsOf = async (where: string) =>
      childrenOf(await feedOf(where), 'entry').map((entry) => textOf(entry, 'id'));
    expect(await idsOf(all)).toEqual(await idsOf(all));
    expect(await idsOf(all)).toEqual(expect.arrayContaining(await idsOf(ofPlan())));
    expect(nameBasedUrn('a name')).toBe(nameBasedUrn('a name'));
    expect(nameBasedUrn('a name')).not.toBe(nameBasedUrn('another'));
  });

  it('hold any text', () => {
    const impossible = ['\u0000', '\u0001', '\u000b', '\u001f', '\ufffe', '\ud800'];
    const text = `${hostile}${impossible.join('')}\r\n\t end`;
    const feed = {
      id: 'urn:x',
      title: text,
      updated: new Date(0),
      author: text,
      self: `/${text}`,
      alternate: '/',
      entries: [
        { id: 'urn:y', title: text, updated: new Date(0), content: text, links: [] },
        { id: 'urn:z', title: '', updated: new Date(0), content: '', links: [] },
      ],
    };
    const document = parseXml(renderAtom(feed));
    const shown = `${hostile}${impossible.map(() => '\ufffd').join('')}\r\n\t end`;
    expect(textOf(document, 'title')).toBe(shown);
    expect(textOf(childrenOf(document, 'author')[0] as XmlElement, 'name')).toBe(shown);
    expect(childrenOf(document, 'entry').map((entry) => textOf(entry, 'content'))).toEqual([shown, '']);
    expect(escapeXml('a\u0007b')).toBe('a\ufffdb');
  });
});

describe('AF-3: who has the same already', () => {
  it('gets 304 by the tag, and the feed again once there is news', async () => {
    now += 5000;
    const first = await get(all);
    const tag = first.headers.get('etag') ?? '';
    expect(first.headers.get('cache-control')).toBe('public, max-age=60');
    expect(tag).toMatch(/^"[\w-]{43}"$/);
    expect(Number.isNaN(Date.parse(first.headers.get('last-modified') ?? ''))).toBe(false);
    for (const tags of [tag, `W/${tag}`, `"other", ${tag}`]) {
      const again = await get(all, { 'if-none-match': tags });
      expect(again.status).toBe(304);
      expect(await again.text()).toBe('');
      expect(again.headers.get('etag')).toBe(tag);
    }
    await path.plans.update(path.as.secretariat, path.plan.id, { vision: '새 비전' });
    now += 5000;
    expect((await get(all, { 'if-none-match': tag })).status).toBe(200);
    expect((await fetch(`${server.url}${all}`, { method: 'HEAD' })).status).toBe(200);
    expect((await fetch(`${server.url}${all}`, { method: 'POST' })).status).toBe(404);
  });

  it('gets the feed by a date, whose second may have had more', async () => {
    const date = (await get(all)).headers.get('last-modified') ?? '';
    const again = await get(all, { 'if-modified-since': date });
    expect(again.status).toBe(200);
    expect(await again.text()).toContain('</feed>');
  });
});

describe('AF-4: a document', () => {
  const feed = (id: string) => {
    const common = { title: id, updated: new Date(0), author: 'a', self: '/', alternate: '/' };
    return { id: `urn:${id}`, ...common, entries: [] };
  };

  /** Feeds that count how often each was read. */
  function countedDocuments(plan: (id: string) => Promise<ReturnType<typeof feed> | null>) {
    const read: string[] = [];
    const feeds: PublicFeeds = {
      activity: () => Promise.resolve(feed(String(read.push('activity')))),
      plan: (id) => {
        read.push(id);
        return plan(id);
      },
    };
    let time = 0;
    const documents = createFeedDocuments(feeds, () => time);
    return { documents, read, pass: (milliseconds: number) => void (time += milliseconds) };
  }

  it('is made once in 5 seconds, however many ask', async () => {
    const { documents, read, pass } = countedDocuments((id) => Promise.resolve(feed(id)));
    const many = await Promise.all(Array.from({ length: 100 }, () => documents.activity()));
    expect(new Set(many).size).toBe(1);
    pass(4999);
    expect(await documents.activity()).toBe(many[0]);
    expect(read).toHaveLength(1);
    expect((await documents.plan('one'))?.text).toContain('urn:one');
    pass(1);
    expect(await documents.activity()).not.toEqual(many[0]);
    expect(read).toEqual(['activity', 'one', 'activity']);
  });

  it('is of at most 100 feeds, and none is kept of what is not there or could not be read', async () => {
    let failing = true;
    const { documents, read } = countedDocuments((id) => {
      if (id === 'failing' && failing) return Promise.reject(new Error('no answer'));
      return Promise.resolve(id === 'none' ? null : feed(id));
    });
    await documents.activity();
    for (let index = 0; index < 200; index += 1) expect(await documents.plan('none')).toBeNull();
    await documents.activity();
    expect(read.filter((id) => id === 'activity')).toHaveLength(1);
    expect(read.filter((id) => id === 'none')).toHaveLength(200);
    await expect(documents.plan('failing')).rejects.toThrow('no answer');
    failing = false;
    expect(await documents.plan('failing')).not.toBeNull();
    for (let index = 0; index < 100; index += 1) await documents.plan(`other ${index}`);
    await documents.activity();
    expect(read.filter((id) => id === 'activity')).toHaveLength(2);
  });
});
