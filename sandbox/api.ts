/** A call to a platform's API, without its network. */
export interface ApiRequest {
  method: string;
  /** Without the query and without /<channel>, which only the sandbox has: `/bot1:a/sendMessage`. Of Meta: whole. */
  path: string;
  query: URLSearchParams;
  /** Names in lower case. */
  headers: Record<string, string>;
  body: Uint8Array;
}

/** What a platform answers. */
export interface Answer {
  status: number;
  headers: Record<string, string>;
  body: string | Uint8Array;
}

/** Thrown anywhere below `answer`: a platform's no, in its own shape. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly answer: Answer;
  constructor(answer: Answer) {
    super(`refused with ${answer.status}`);
    this.answer = answer;
  }
}

/** An answer in JSON. */
export function json(status: number, body: unknown, headers: Record<string, string> = {}): Answer {
  return { status, headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) };
}

/** An answer in plain text; empty where there is nothing to say. */
export function text(status: number, body = '', headers: Record<string, string> = {}): Answer {
  return { status, headers: { 'content-type': 'text/plain; charset=utf-8', ...headers }, body };
}

/** The body as JSON; `undefined` when it is none. */
export function jsonBody({ body }: Pick<ApiRequest, 'body'>): unknown {
  try {
    return JSON.parse(Buffer.from(body).toString());
  } catch {
    return undefined;
  }
}

/** The body as a urlencoded form. */
export function formBody({ body }: Pick<ApiRequest, 'body'>): URLSearchParams {
  return new URLSearchParams(Buffer.from(body).toString());
}

/** The body as multipart/form-data; rejects when it is none. */
export function multipartBody({ body, headers }: Pick<ApiRequest, 'body' | 'headers'>): Promise<FormData> {
  return new Response(Buffer.from(body), { headers: { 'content-type': headers['content-type'] ?? '' } }).formData();
}

/** The token of an `Authorization: <scheme> <token>` header. */
export function tokenOf({ headers }: Pick<ApiRequest, 'headers'>, scheme = 'Bearer'): string | undefined {
  const [given, token] = headers.authorization?.split(' ') ?? [];
  return given?.toLowerCase() === scheme.toLowerCase() ? token : undefined;
}

/** A body for people who debug: JSON parsed, a form as an object, else its text. */
export function legible({ body, headers }: Pick<ApiRequest, 'headers'> & { body: string | Uint8Array }): unknown {
  const bytes = Buffer.from(body);
  if (bytes.length === 0) return null;
  const type = headers['content-type'] ?? '';
  if (type.startsWith('application/x-www-form-urlencoded')) return Object.fromEntries(formBody({ body: bytes }));
  return jsonBody({ body: bytes }) ?? bytes.toString().slice(0, 10_000);
}
