import type { UpdateLogStore } from '../domain/draft/update-log-store.ts';

/** To which member each Yjs client id of a draft belongs (SPEC.md, CO-12), as far as a room had to know. */
export class ClientOwners {
  readonly #draftId: string;
  readonly #log: Pick<UpdateLogStore, 'claimClients' | 'clientOwners'>;
  readonly #owners = new Map<number, string>();

  constructor(draftId: string, log: Pick<UpdateLogStore, 'claimClients' | 'clientOwners'>) {
    this.#draftId = draftId;
    this.#log = log;
  }

  /** Owner of a client id that {@link claim} or {@link look} was called with. */
  ownerOf(client: number): string | undefined {
    return this.#owners.get(client);
  }

  knows(clients: readonly number[]): boolean {
    return clients.every((client) => this.#owners.has(client));
  }

  /** Reads who has those client ids, giving nobody one. */
  async look(clients: readonly number[]): Promise<void> {
    for (const [client, owner] of await this.#log.clientOwners(this.#draftId, clients))
      this.#owners.set(client, owner);
  }

  /**
   * Makes the member the owner of those client ids that nobody has. Durable before anything written under them is
   * passed on, so that whoever gets it can't store it as their own.
   */
  async claim(clients: readonly number[], memberId: string): Promise<void> {
    const unknown = clients.filter((client) => !this.#owners.has(client));
    const owners = await this.#log.claimClients(this.#draftId, unknown, memberId);
    for (const [client, owner] of owners) this.#owners.set(client, owner);
  }
}
