/** Whether the process should get traffic. */
export interface Readiness {
  /** What keeps it from serving; empty when nothing does. */
  problems(): Promise<string[]>;
  /** From now on it isn't ready any more. */
  shutDown(): void;
  readonly shuttingDown: boolean;
}

/** How long the database may take to answer, in milliseconds. */
const patience = 2000;

/** Ready while the database answers and the process isn't shutting down. */
export function createReadiness(ping: () => Promise<void>): Readiness {
  let shuttingDown = false;

  async function databaseAnswers(): Promise<boolean> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<boolean>((resolve) => {
      timer = setTimeout(() => resolve(false), patience);
    });
    const answer = ping().then(
      () => true,
      () => false,
    );
    const answered = await Promise.race([answer, late]);
    clearTimeout(timer);
    return answered;
  }

  return {
    async problems() {
      if (shuttingDown) return ['shutting down'];
      return (await databaseAnswers()) ? [] : ['the database does not answer'];
    },
    shutDown() {
      shuttingDown = true;
    },
    get shuttingDown() {
      return shuttingDown;
    },
  };
}
