import { createClient } from 'graphql-ws';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import WebSocket from 'ws';
import { ApplicationData, type ApplicationProcess } from '../support/application.ts';
import { readActivity } from '../support/feed.ts';
import { ApiUser, post } from '../support/graphql.ts';
import { seededRandom } from '../support/typist.ts';
import { longTest, report, scale, seedFrom } from '../support/soak.ts';
import {
  administratorEnvironment,
  assembleTaskForce,
  type Person,
  type TaskForce,
} from '../support/task-force.ts';

const events = scale(400, 10_000);
const subscribers = scale(12, 50);
const restarts = scale(2, 20);

/** Follows the log with a cursor, as a client does that comes back whenever its socket is gone. */
class ResumingSubscriber {
  readonly cursors: string[] = [];
  reconnects = 0;
  readonly #user: () => ApiUser;
  readonly #filter: object;
  readonly #start: string;
  #stopped = false;
  #drop: () => void = () => undefined;

  constructor(user: () => ApiUser, { filter, start }: { readonly filter: object; readonly start: string }) {
    this.#user = user;
    this.#filter = filter;
    this.#start = start;
  }

  /** Until {@link stop}. Throws what the server says of the subscription itself. */
  async run(): Promise<void> {
    while (!this.#stopped) {
      await this.#follow();
      this.reconnects += 1;
      await delay(100);
    }
  }

  /** Loses its socket without a word. */
  drop(): void {
    this.#drop();
  }

  stop(): void {
    this.#stopped = true;
    this.#drop();
  }

  #follow(): Promise<void> {
    const { url, token } = this.#user();
    const client = createClient({
      url: `${url.replace('http', 'ws')}/graphql`,
      webSocketImpl: WebSocket,
      retryAttempts: 0,
      ...(token === undefined ? {} : { connectionParams: { authorization: `Bearer ${token}` } }),
    });
    // Not before it is connected: `ws` throws at who closes a socket that is being opened.
    client.on('connected', () => {
      this.#drop = () => client.terminate();
      if (this.#stopped) client.terminate();
    });
    client.on('closed', () => {
      this.#drop = () => undefined;
    });
    return new Promise((resolve, reject) => {
      client.subscribe<{ activity: { cursor: string } }>(
        {
          query:
            'subscription ($filter: ActivityFilter, $after: String) { activity(filter: $filter, after: $after) { cursor } }',
          variables: { filter: this.#filter, after: this.cursors.at(-1) ?? this.#start },
        },
        {
          next: ({ data, errors }) => {
            if (data === null || data === undefined) reject(new Error(JSON.stringify(errors)));
            else this.cursors.push(data.activity.cursor);
          },
          // The socket is gone, or the server: it comes back.
          error: () => resolve(),
          complete: () => resolve(),
        },
      );
    });
  }
}

describe('the feed', () => {
  let data: ApplicationData;
  let application: ApplicationProcess;
  let taskForce: TaskForce;
  const environment = {
    ...administratorEnvironment,
    ACCESS_TOKEN_MINUTES: '120',
    GRAPHQL_COST_PER_MEMBER: '1000000000',
    GRAPHQL_COST_PER_ADDRESS: '1000000000',
  };
  beforeAll(async () => {
    data = await ApplicationData.create();
    application = await data.start(environment);
    taskForce = await assembleTaskForce(application.url);
  }, 120_000);
  afterAll(async () => {
    await application.kill();
    await data.remove();
  });

  it(
    `${subscribers} subscribers that lose their sockets, and the server ${restarts} times, get each of ${events} events once and in order`,
    async () => {
      const seed = seedFrom('FEED_FAULTS_SEED');
      report(`FEED_FAULTS_SEED=${seed}`);
      const random = seededRandom(seed);
      const user = (person: Person | null) => () =>
        person === null ? new ApiUser(application.url) : taskForce.people[person].at(application.url);
      const start = (await readActivity(user('secretariat')())).at(-1)?.cursor ?? '';
      const filters: object[] = [
        {},
        { planId: taskForce.planId },
        { kinds: ['STRATEGY_CHANGED'] },
        { memberId: taskForce.memberIds.secretariat, kinds: ['PLAN_CHANGED', 'STRATEGY_CHANGED'] },
        { memberId: taskForce.memberIds.chair },
      ];
      const people: (Person | null)[] = ['secretariat', 'observer', 'lead', null];
      const all = Array.from({ length: subscribers }, (_, index) => {
        const who = user(people[index % people.length] ?? null);
        const filter = filters[index % filters.length] ?? {};
        return { who, filter, subscriber: new ResumingSubscriber(who, { filter, start }) };
      });
      const running = Promise.all(all.map(({ subscriber }) => subscriber.run()));
      running.catch(() => undefined);

      let made = 0;
      const act = async (title: string) => {
        const [mutation, input] =
          random() < 0.5
            ? ['updatePlan', { planId: taskForce.planId, title }]
            : ['renameStrategy', { strategyId: taskForce.strategyId, title }];
        const type = `${mutation.charAt(0).toUpperCase()}${mutation.slice(1)}Input`;
        try {
          const answer = await post(
            user('secretariat')(),
            `mutation ($input: ${type}!) { ${mutation}(input: $input) { userErrors { code message } } }`,
            { input },
          );
          expect(answer.errors).toBeUndefined();
          expect(answer.data).toEqual({ [mutation]: { userErrors: [] } });
          made += 1;
        } catch (error) {
          // Killed while it was at it: whether it is in the log is for the log to say.
          if (!(error instanceof TypeError)) throw error;
        }
      };
      for (let restart = 0; restart <= restarts; restart += 1) {
        const goal = Math.ceil(((restart + 1) * events) / (restarts + 1));
        while (made < goal) {
          await Promise.all(
            Array.from({ length: 4 }, (_, index) => act(`title ${made} ${index} ${random()}`)),
          );
          if (random() < 0.3) all[Math.floor(random() * all.length)]?.subscriber.drop();
        }
        if (restart === restarts) break;
        // Some of it in the middle of something.
        const more = Promise.all(Array.from({ length: 8 }, (_, index) => act(`last ${restart} ${index}`)));
        await delay(random() * 20);
        if (restart % 3 === 2) await application.terminate();
        else await application.kill();
        await more;
        application = await data.start(environment);
      }

      for (const { who, filter, subscriber } of all) {
        const expected = (await readActivity(who(), filter, start)).map(({ cursor }) => cursor);
        await expect
          .poll(() => subscriber.cursors.length, { timeout: 60_000 })
          .toBeGreaterThanOrEqual(expected.length);
        expect(subscriber.cursors).toEqual(expected);
        expect(subscriber.reconnects).toBeGreaterThanOrEqual(restarts);
      }
      for (const { subscriber } of all) subscriber.stop();
      await running;
      report(
        `${made} changes told; ${all.reduce((sum, { subscriber }) => sum + subscriber.reconnects, 0)} reconnects, ${all.reduce((sum, { subscriber }) => sum + subscriber.cursors.length, 0)} events delivered`,
      );
    },
    longTest,
  );
});
