import { createBallotTicket } from '../../../src/client/index.ts';
import type { Database } from '../../../src/database/store.ts';
import { loseDelivery } from '../lost-deliveries.ts';
import type { Account, Cast, Preparer } from './cast.ts';

export interface PlanPlace {
  readonly planId: string;
  readonly strategyId: string;
}

export interface Task extends PlanPlace {
  readonly keyTaskId: string;
  readonly draftId: string;
  readonly collaborationPath: string;
}

export interface Submitted extends Task {
  readonly contentHash: string;
  readonly versionId: string;
}

export interface Tabled extends Submitted {
  readonly ballotId: string;
}

export interface Confirmed extends Tabled {
  readonly planVersion: { readonly id: string; readonly hash: string };
}

/** A decision needs one vote of all who may vote. */
const ballotRule = { quorum: 0.01, majority: 0.3 };

type Vote = Readonly<{ value: string; reason?: string; secret?: boolean }>;

/** What the application has around it. */
export interface Surroundings {
  /** The one that it is on. */
  readonly database: Database;
  /** Where its webhooks deliver to. */
  readonly receiverUrl: string;
}

/**
 * Makes what attempts are about, over the API: key tasks at each station of the way into a plan, and webhooks. Only
 * deliveries that were given up, which takes a day, are written into the database.
 */
export class Stations {
  readonly #cast: Cast;
  readonly #surroundings: Surroundings;
  #made = 0;

  constructor(cast: Cast, surroundings: Surroundings) {
    this.#cast = cast;
    this.#surroundings = surroundings;
  }

  /** A title that nothing else has. */
  title(): string {
    this.#made += 1;
    return `추진과제 ${this.#made}`;
  }

  by<T = object>(
    who: Preparer | Account,
    [field, input]: readonly [string, Readonly<Record<string, unknown>>],
    selection = '',
  ): Promise<T> {
    const { user } = typeof who === 'string' ? this.#cast.preparer(who) : who;
    return this.#cast.schema.mutate<T>(user, { field, input }, selection);
  }

  async plan(): Promise<PlanPlace> {
    const input = { title: this.title(), periodStart: 2022, periodEnd: 2024, ballotRule };
    const { plan } = await this.by<{ plan: { id: string } }>(
      'secretariat',
      ['createPlan', input],
      'plan { id }',
    );
    return { planId: plan.id, strategyId: await this.strategy(plan.id) };
  }

  async strategy(planId: string): Promise<string> {
    const { strategy } = await this.by<{ strategy: { id: string } }>(
      'secretariat',
      ['createStrategy', { planId, title: this.title() }],
      'strategy { id }',
    );
    return strategy.id;
  }

  async empty(place: PlanPlace, more: Readonly<Record<string, unknown>> = {}): Promise<Task> {
    const { keyTask } = await this.by<{
      keyTask: { id: string; draft: { id: string; collaborationPath: string } };
    }>(
      'lead',
      [
        'createKeyTask',
        { ...place, subcommitteeId: this.#cast.subcommittees.own, title: this.title(), ...more },
      ],
      'keyTask { id draft { id collaborationPath } }',
    );
    const { id: draftId, collaborationPath } = keyTask.draft;
    return { ...place, keyTaskId: keyTask.id, draftId, collaborationPath };
  }

  /** In place of what the draft says. */
  async write({ draftId }: Task, markdown: string): Promise<void> {
    await this.by('writer', ['importMarkdown', { draftId, markdown, mode: 'REPLACE' }]);
  }

  async drafted(place: PlanPlace, text = '클라우드를 먼저 검토한다.'): Promise<Task> {
    const task = await this.empty(place);
    await this.write(task, text);
    return task;
  }

  async submit(task: Task, more: Readonly<Record<string, unknown>> = {}): Promise<Submitted> {
    const { version } = await this.by<{ version: { id: string; contentHash: string } }>(
      'lead',
      ['submitVersion', { keyTaskId: task.keyTaskId, name: '검토 요청안', ...more }],
      'version { id contentHash }',
    );
    return { ...task, versionId: version.id, contentHash: version.contentHash };
  }

  async approve<T extends Submitted>(submitted: T): Promise<T> {
    const { keyTaskId, contentHash } = submitted;
    await this.by('reviewer', ['submitReview', { keyTaskId, contentHash, verdict: 'APPROVE' }]);
    return submitted;
  }

  async table(submitted: Submitted): Promise<Tabled> {
    const { keyTaskId, contentHash } = submitted;
    const { ballot } = await this.by<{ ballot: { id: string } }>(
      'secretariat',
      ['tableKeyTask', { keyTaskId, contentHash }],
      'ballot { id }',
    );
    return { ...submitted, ballotId: ballot.id };
  }

  async vote(
    { ballotId, contentHash }: Tabled,
    who: Preparer | Account,
    { secret = false, ...position }: Vote,
  ) {
    const ticket = secret ? { ticket: createBallotTicket() } : {};
    await this.by(who, ['castPosition', { ballotId, contentHash, ...position, ...ticket }]);
  }

  async close(tabled: Tabled): Promise<Confirmed> {
    const { ballotId, contentHash } = tabled;
    const { planVersion } = await this.by<{ planVersion: Confirmed['planVersion'] }>(
      'chair',
      ['closeBallot', { ballotId, contentHash }],
      'planVersion { id hash }',
    );
    return { ...tabled, planVersion };
  }

  async inReview(place: PlanPlace): Promise<Submitted> {
    return this.submit(await this.drafted(place));
  }

  async approved(place: PlanPlace): Promise<Submitted> {
    return this.approve(await this.inReview(place));
  }

  async tabled(place: PlanPlace): Promise<Tabled> {
    return this.table(await this.approved(place));
  }

  /** With a majority in favour. */
  async voted(place: PlanPlace): Promise<Tabled> {
    const tabled = await this.tabled(place);
    await this.vote(tabled, 'lead', { value: 'APPROVE' });
    return tabled;
  }

  async confirmed(place: PlanPlace): Promise<Confirmed> {
    return this.close(await this.voted(place));
  }

  /** Into the plan, from a draft that has a text. */
  async confirm(task: Task): Promise<Confirmed> {
    const tabled = await this.table(await this.approve(await this.submit(task)));
    await this.vote(tabled, 'lead', { value: 'APPROVE' });
    return this.close(tabled);
  }

  /** Brings the plan as a confirmed task left it before the committee. */
  async submitPlan({ planId, planVersion }: Confirmed): Promise<string> {
    const { submission } = await this.by<{ submission: { id: string } }>(
      'secretariat',
      ['submitPlan', { planId, planVersionHash: planVersion.hash }],
      'submission { id }',
    );
    return submission.id;
  }

  /** Of a webhook that gets nothing by itself. */
  webhookInput() {
    return { url: this.#surroundings.receiverUrl, active: false };
  }

  async webhook(more: Readonly<Record<string, unknown>> = {}): Promise<string> {
    const { webhook } = await this.by<{ webhook: { id: string } }>(
      'secretariat',
      ['createWebhook', { ...this.webhookInput(), ...more }],
      'webhook { id }',
    );
    return webhook.id;
  }

  deadLetter(webhookId: string): Promise<string> {
    return loseDelivery(this.#surroundings.database, webhookId);
  }
}
