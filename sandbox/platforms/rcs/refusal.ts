import { json, Refusal } from '../../api.ts';

const codes = {
  INVALID_ARGUMENT: 400,
  FAILED_PRECONDITION: 400,
  UNAUTHENTICATED: 401,
  PERMISSION_DENIED: 403,
  NOT_FOUND: 404,
  ALREADY_EXISTS: 409,
  RESOURCE_EXHAUSTED: 429,
  INTERNAL: 500,
};

/** A refusal in the shape of google.rpc: samples/rcs/error-*.json. */
export function refused(status: keyof typeof codes, message: string): Refusal {
  const code = codes[status];
  return new Refusal(json(code, { error: { code, message, status } }));
}
