interface SentUpdate {
  readonly update: Uint8Array;
  /** An answer to the server's sync step 1: it has everything that the server lacks. */
  readonly everything: boolean;
}

/**
 * Which of the changes made here the server has confirmed. It echoes each update, byte for byte, to its sender once it
 * is stored durably (SPEC.md, CO-13). What it drops, because the draft is frozen or the update has a hole, it asks for
 * later with a sync step 1, whose answer holds everything that is missing.
 */
export class Confirmations {
  /** In the order of sending. */
  #sent: SentUpdate[] = [];
  /** There are changes that no frame of this connection holds. */
  #unsent: boolean;

  /** `unsent`: the document has content that may not be on the server. */
  constructor(unsent: boolean) {
    this.#unsent = unsent;
  }

  get complete(): boolean {
    return !this.#unsent && this.#sent.length === 0;
  }

  /** A change was made while there was no connection to send it on. */
  changedOffline(): void {
    this.#unsent = true;
  }

  /** What was sent and not confirmed may or may not have arrived. */
  disconnected(): void {
    if (this.#sent.length > 0) this.#unsent = true;
    this.#sent = [];
  }

  sentUpdate(update: Uint8Array): void {
    if (!isEmptyUpdate(update)) this.#sent.push({ update, everything: false });
  }

  /**
   * The server's step 1 was answered with `update`. `lacking`: the server lacked operations. An answer always repeats
   * all deletions, so that one to a server that lacks nothing need not be waited for.
   */
  sentAnswer(update: Uint8Array, lacking: boolean): void {
    const expected = this.#unsent || this.#sent.length > 0 || lacking;
    this.#unsent = false;
    if (expected && !isEmptyUpdate(update)) this.#sent.push({ update, everything: true });
  }

  /** An update came from the server: somebody else's, or the echo of one that was sent. */
  received(update: Uint8Array): void {
    // An answer can be equal to an update that was dropped before it. Once one of them is stored, so is the other.
    const index = this.#sent.findLastIndex((sent) => equalBytes(sent.update, update));
    if (index === -1) return;
    // Echoes come in the order of sending, so one that was passed over was dropped; an answer makes up for those.
    if (this.#sent[index]?.everything === true) this.#sent.splice(0, index + 1);
    else this.#sent.splice(index, 1);
  }
}

/** No operations and no deletions: two zeros in the first version of the update format. */
function isEmptyUpdate(update: Uint8Array): boolean {
  return update.length === 2 && update[0] === 0 && update[1] === 0;
}

function equalBytes(left: Uint8Array, right: Uint8Array): boolean {
  return left.length === right.length && left.every((byte, index) => byte === right[index]);
}
