import type { z } from 'zod';
import { json, Refusal } from '../../api.ts';

/** Discord's no: a code with its words (discord.md, Outbound; samples/discord/error-*.json). */
export class DiscordError extends Refusal {
  constructor(status: number, code: number, message: string, more: object = {}) {
    super(json(status, { message, code, ...more }));
  }
}

/** Too often, with the time to wait in seconds: samples/discord/error-429.json. */
export function rateLimited(seconds: number, global: boolean): Refusal {
  const headers = {
    'retry-after': String(Math.ceil(seconds)),
    'x-ratelimit-scope': global ? 'global' : 'user',
    'x-ratelimit-remaining': '0',
    'x-ratelimit-reset-after': String(seconds),
  };
  return new Refusal(json(429, { message: 'You are being rate limited.', retry_after: seconds, global }, headers));
}

/** What is wrong with a body, each at its place: samples/discord/error-50035.json. */
export function invalidForm(error: z.ZodError): DiscordError {
  const errors: Tree = {};
  for (const { path, message } of error.issues) {
    const at = path.reduce<Tree>((tree, name) => branch(tree, String(name)), errors);
    at._errors = [{ code: message.startsWith('Must be') ? 'BASE_TYPE_MAX_LENGTH' : 'BASE_TYPE_INVALID', message }];
  }
  return new DiscordError(400, 50035, 'Invalid Form Body', { errors });
}

interface Tree {
  [name: string]: Tree | { code: string; message: string }[];
}

function branch(tree: Tree, name: string): Tree {
  const there = tree[name];
  const next = there && !Array.isArray(there) ? there : {};
  tree[name] = next;
  return next;
}

/** Something that is not there. */
export const unknownThing = {
  channel: () => new DiscordError(404, 10003, 'Unknown Channel'),
  message: () => new DiscordError(404, 10008, 'Unknown Message'),
  user: () => new DiscordError(404, 10013, 'Unknown User'),
  emoji: () => new DiscordError(400, 10014, 'Unknown Emoji'),
  interaction: () => new DiscordError(404, 10062, 'Unknown interaction'),
};
