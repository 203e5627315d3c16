import { GraphQLError } from 'graphql';
import { withCommitHook, type CommitHook } from '../activity/commit-hooks.ts';
import type { MaybeViewer } from '../auth/viewer.ts';
import type { Clock } from '../clock.ts';
import { DomainError, RateLimitedError, UnauthenticatedError } from '../errors.ts';
import { RefusalGatherer, type UncountedEntry } from './refusals.ts';
import type { AuditEntry, AuditOutcome, AuditStore } from './store.ts';

/** Who does something, and what. */
export interface AuditedAction {
  readonly action: string;
  /** As the client gave it; of it {@link targetsOf} is recorded. */
  readonly input: unknown;
  readonly viewer: MaybeViewer;
  readonly clientAddress: string;
  readonly requestId: string;
}

/** What was refused before it came to a mutation: an access token, a query, a subscription. */
export interface RefusedRequest extends Omit<AuditedAction, 'input' | 'requestId'> {
  /** Null where there is none, as on a co-editing socket. */
  readonly requestId: string | null;
  readonly code: string;
}

/** What a member tried over a co-editing socket and wasn't let. */
export interface RefusedCoEditing {
  readonly draftId: string;
  readonly memberId: string;
  readonly messages: number;
}

export interface AuditLogDependencies {
  readonly store: AuditStore;
  readonly clock: Clock;
  readonly onError: (error: unknown) => void;
}

/** How often refusals that are like each other are recorded, in milliseconds. */
const gatherInterval = 60_000;
const internalCode = 'INTERNAL_SERVER_ERROR';
/** Longer texts are cut off: what a client calls an id may be anything. */
const maxTargetLength = 200;
const maxTargets = 100;

/**
 * Records every mutation that reaches its resolver, and what else was denied. What was done is recorded in the
 * transaction that did it, so that there is neither one without the other; sign-ins, and changes of a draft's text, which
 * its own log attests, behind it but before they are answered; what was refused, when it is answered.
 */
export function createAuditLog({ store, clock, onError }: AuditLogDependencies) {
  const writing = new Set<Promise<void>>();

  function write(entry: AuditEntry): void {
    const written = store
      .add(entry)
      .catch(onError)
      .finally(() => writing.delete(written));
    writing.add(written);
  }

  const refusals = new RefusalGatherer(write);
  const timer = setInterval(() => refusals.flush(), gatherInterval).unref();

  function begin({
    action,
    input,
    viewer,
    clientAddress,
    requestId,
  }: Omit<AuditedAction, 'requestId'> & Pick<UncountedEntry, 'requestId'>): UncountedEntry {
    return {
      id: store.newId(),
      at: clock(),
      requestId,
      clientAddress,
      memberId: viewer?.memberId ?? null,
      action,
      targets: targetsOf(input),
      outcome: 'DONE',
      code: null,
    };
  }

  const coEditing = ({ draftId, memberId }: Omit<RefusedCoEditing, 'messages'>) => ({
    id: store.newId(),
    at: clock(),
    requestId: null,
    clientAddress: null,
    memberId,
    action: 'coEdit',
    targets: { draftId },
    outcome: 'REFUSED' as const,
  });

  return {
    /**
     * Does `work`, a mutation, and records it. A payload with `userErrors` is a refusal, as is what is thrown for the
     * caller to know; anything else that is thrown is a failure.
     */
    async mutation<Payload>(audited: AuditedAction, work: () => Promise<Payload>): Promise<Payload> {
      const entry = begin(audited);
      const refuse = (outcome: AuditOutcome, code: string) =>
        refusals.add({ ...entry, id: store.newId(), outcome, code });
      let recorded = false;
      const record: CommitHook = {
        async inTransaction(session) {
          // Who signs in is known afterwards, and isn't answered before it is recorded.
          if (entry.memberId === null) return;
          await store.add({ ...entry, times: 1 }, session);
          recorded = true;
        },
      };
      try {
        const payload = await withCommitHook(record, work);
        const code = userErrorOf(payload);
        if (code !== null) refuse('REFUSED', code);
        // Nothing was committed: it changed nothing, or something that has a log of its own.
        else if (!recorded)
          await store.add({ ...entry, memberId: entry.memberId ?? signedIn(payload), times: 1 });
        return payload;
      } catch (error) {
        const code = codeOf(error);
        refuse(code === internalCode ? 'FAILED' : 'REFUSED', code);
        throw error;
      }
    },

    /** Records what was refused before it came to a mutation. */
    refused({ code, ...request }: RefusedRequest): void {
      refusals.add({ ...begin({ ...request, input: null }), outcome: 'REFUSED', code });
    },

    /** Records that somebody wrote in a draft who may only read it. */
    deniedContent({ draftId, memberId }: Omit<RefusedCoEditing, 'messages'>): void {
      refusals.add({ ...coEditing({ draftId, memberId }), code: 'FORBIDDEN' });
    },

    /** Records that somebody wrote in a draft as another. */
    refusedCoEditing({ draftId, memberId, messages }: RefusedCoEditing): void {
      refusals.add({ ...coEditing({ draftId, memberId }), code: 'FORGED_IDENTITY' }, messages);
    },

    /** Records what was counted and waits until everything is stored, or told to `onError`. */
    async close(): Promise<void> {
      clearInterval(timer);
      refusals.flush();
      await Promise.all(writing);
    },
  };
}

export type AuditLog = ReturnType<typeof createAuditLog>;

const named = /^(id|ids|email|after|url|filter|.*Ids?)$/;
const namedInFilter = /^(kinds|.*Ids?)$/;

/** Ids and e-mail addresses of an input, and where something is sent and what of: by their field. */
function targetsOf(input: unknown, names = named): Record<string, unknown> {
  if (typeof input !== 'object' || input === null) return {};
  const targets = Object.entries(input).flatMap(([name, value]): [string, unknown][] => {
    if (!names.test(name)) return [];
    if (name === 'filter') return [[name, targetsOf(value, namedInFilter)]];
    if (typeof value === 'string')
      return [[name, (name === 'url' ? placeOf(value) : value).slice(0, maxTargetLength)]];
    if (!Array.isArray(value)) return [];
    const texts = value.filter((one) => typeof one === 'string');
    return [[name, texts.slice(0, maxTargets).map((one) => one.slice(0, maxTargetLength))]];
  });
  return Object.fromEntries(targets);
}

/** A URL without what may let its holder in; nothing of what isn't one. */
function placeOf(url: string): string {
  if (!URL.canParse(url)) return '';
  const { protocol, host, pathname } = new URL(url);
  return `${protocol}//${host}${pathname}`;
}

/** Code of a payload's first user error; null when there is none. */
function userErrorOf(payload: unknown): string | null {
  const { userErrors } = (payload ?? {}) as { userErrors?: readonly { readonly code: string }[] };
  return userErrors?.[0]?.code ?? null;
}

/** Who signed in by the mutation. */
function signedIn(payload: unknown): string | null {
  const { member } = (payload ?? {}) as { member?: { readonly id?: unknown } | null };
  return typeof member?.id === 'string' ? member.id : null;
}

function codeOf(error: unknown): string {
  if (
    error instanceof DomainError ||
    error instanceof UnauthenticatedError ||
    error instanceof RateLimitedError
  )
    return error.code;
  const code = error instanceof GraphQLError ? error.extensions['code'] : undefined;
  return typeof code === 'string' ? code : internalCode;
}
