import type { Wait } from '../../clock.ts';
import type { DigestService } from './service.ts';
import type { SendMail } from './types.ts';

interface SendingDependencies {
  readonly service: Pick<DigestService, 'sendDue'>;
  readonly send: SendMail;
  readonly wait: Wait;
  readonly onError: (error: unknown, about: string) => void;
}

/** How often it is looked whether digests are due, in milliseconds. */
const interval = 60_000;

/** Sends digests as they become due, until it is stopped. */
export function createDigestSending({ service, send, wait, onError }: SendingDependencies) {
  const stopping = new AbortController();
  const { signal } = stopping;
  let running: Promise<void> = Promise.resolve();

  async function run(): Promise<void> {
    while (!signal.aborted) {
      try {
        await service.sendDue(send, {
          signal,
          onError: (error) => onError(error, 'a digest could not be sent'),
        });
      } catch (error) {
        // As when the database doesn't answer; it is looked again after the wait.
        onError(error, 'digests could not be looked for');
      }
      await wait(interval, signal);
    }
  }

  return {
    start(): void {
      running = run();
    },

    /** Resolves once nothing is being sent any more. */
    async stop(): Promise<void> {
      stopping.abort();
      await running;
    },
  };
}

export type DigestSending = ReturnType<typeof createDigestSending>;
