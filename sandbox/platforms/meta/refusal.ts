import { randomBytes } from 'node:crypto';
import type { z } from 'zod';
import { json, Refusal } from '../../api.ts';

/** The parts of a Graph API error that differ. `details`: WhatsApp's error_data. */
export interface GraphRefusal {
  status?: number;
  code: number;
  subcode?: number;
  message: string;
  details?: string;
}

/** A refusal of the Graph API, in its shape: samples/messenger/error-*.json, samples/whatsapp/error-*.json. */
export class GraphError extends Refusal {
  constructor({ status = 400, code, subcode, message, details }: GraphRefusal) {
    const error = {
      message,
      type: 'OAuthException',
      code,
      ...(details === undefined ? {} : { error_data: { messaging_product: 'whatsapp', details } }),
      ...(subcode === undefined ? {} : { error_subcode: subcode }),
      fbtrace_id: randomBytes(9).toString('base64url'),
    };
    super(json(status, { error }));
  }
}

/** The first thing wrong, as Graph names it: `message[text] must be ...`; `missing` when it is not there at all. */
export function firstIssue(error: z.ZodError, body: unknown): { details: string; missing: boolean } {
  const issue = error.issues[0];
  const [head, ...rest] = issue?.path.map(String) ?? [];
  const name = head === undefined ? 'request' : [head, ...rest.map((part) => `[${part}]`)].join('');
  const there = issue?.path.reduce<unknown>((value, part) => (isObject(value) ? value[String(part)] : undefined), body);
  return { details: `Param ${name}: ${issue?.message ?? 'invalid'}`, missing: there === undefined };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
