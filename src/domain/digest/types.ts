export const digestChoices = ['NEVER', 'DAILY', 'WEEKLY'] as const;
export type DigestChoice = (typeof digestChoices)[number];

/** When a member gets a digest by mail, and how far it has told. Members without one have chosen NEVER. */
export interface DigestRecord {
  readonly memberId: string;
  readonly choice: DigestChoice;
  /** Entries of the activity log up to here have been told. */
  readonly position: number;
  /** When the next digest may be sent. */
  readonly dueAt: Date;
  /** How often sending it has failed since the last that succeeded. */
  readonly failures: number;
}

/** A mail of plain text. */
export interface Mail {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
}

/** Sends a mail; rejects when the mail server didn't take it. */
export type SendMail = (mail: Mail) => Promise<void>;
