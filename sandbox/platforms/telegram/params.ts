import { type ApiRequest, formBody, jsonBody, multipartBody } from '../../api.ts';
import { bad } from './refusal.ts';

/** What a method was given, and the files that came with it. */
export interface Params {
  values: Record<string, unknown>;
  files: Map<string, { bytes: number; type: string; name: string }>;
}

/** Reads a call's parameters: JSON, a form, multipart, or the query; in forms, objects are JSON in a text (telegram.md, Outbound). */
export async function paramsOf(request: ApiRequest): Promise<Params> {
  const type = request.headers['content-type'] ?? '';
  const files: Params['files'] = new Map();
  const query = Object.fromEntries(request.query);
  if (request.body.length === 0) return { values: query, files };
  if (type.startsWith('application/x-www-form-urlencoded')) return { values: { ...query, ...opened([...formBody(request)]) }, files };
  if (!type.startsWith('multipart/form-data')) {
    const values = jsonBody(request);
    if (typeof values !== 'object' || values === null || Array.isArray(values)) throw bad("can't parse JSON object");
    return { values: { ...query, ...values }, files };
  }
  const entries: [string, string][] = [];
  for (const [name, value] of await multipartBody(request)) {
    if (typeof value === 'string') entries.push([name, value]);
    else files.set(name, { bytes: value.size, type: value.type, name: value.name });
  }
  return { values: { ...query, ...opened(entries) }, files };
}

/** A text that must be given. */
export function wanted({ values }: Params, name: string): string {
  const value = values[name];
  if (typeof value !== 'string' && typeof value !== 'number') throw bad(`parameter "${name}" is required`);
  return String(value);
}

function opened(entries: [string, string][]): Record<string, unknown> {
  return Object.fromEntries(entries.map(([name, value]) => [name, /^[[{]/.test(value) ? (parsed(value) ?? value) : value]));
}

function parsed(value: string): unknown {
  try {
    return JSON.parse(value);
  } catch {
    return undefined;
  }
}
