/** What is sent over which channels while what goes wrong. */
export interface Wish {
  channels: string[];
  /** Messages in all, spread evenly over the channels and their people. */
  messages: number;
  /** People on each channel. */
  people: number;
  /** The share of calls that meet a fault, 0 to 1. */
  share: number;
  /** Makes the platforms' draws repeatable. */
  seed: number;
}

/** What the issue asks for: five platforms that each resolve a lost answer in their own way. */
export const five = ['messenger', 'whatsapp', 'slack', 'rcs', 'sms'];

/** A share of faults of every kind that a platform knows; webhooks come twice or late as often. */
export function faultsOf(share: number): { [name: string]: number } {
  return {
    rate_limit: share * 0.25,
    server_error: share * 0.25,
    slow: share * 0.14,
    lost_request: share * 0.15,
    lost_answer: share * 0.2,
    token_revoked: share * 0.01,
    duplicate_webhooks: share,
    reordered_webhooks: share,
  };
}
