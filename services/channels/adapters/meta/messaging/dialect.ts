/** What tells Messenger and Instagram apart, which speak the same protocol (instagram.md §1 and §2). */
export interface Dialect {
  name: string;
  /** What webhooks call their kind of account. */
  object: 'page' | 'instagram';
  /** The setting that holds the account's id in webhooks. */
  account: string;
  /** What an address of a person is called. */
  address: 'psid' | 'igsid';
  /** Whose an echo without an app id is: a person's in the page inbox, or (Instagram often leaves it out) perhaps our own. */
  unnamed: 'person' | 'unsure';
  /** How long a person who comes from an ad may be answered, in hours; `null`: as any other (messenger.md §3). */
  adHours: number | null;
  /** The node that messages are sent from. */
  sender: string;
  /** Messages carry our id in `metadata`, and files may be kept for another message. */
  metadata: boolean;
}
