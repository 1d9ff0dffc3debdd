import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { Bus, Json } from '../../kit/bus/bus.ts';
import { CodedError } from '../../schema/errors.ts';
import { subgraphs } from '../../schema/sdl.ts';
import type { Authenticate } from '../principal.ts';

const replay = z.object({ service: z.enum(subgraphs).optional(), ids: z.array(z.string()).optional() });

/** For whoever runs Parlor, with a service token: the events that failed to the end, and a way to have them handled again. */
export function registerParked(http: FastifyInstance, { bus, authenticate }: { bus: Bus; authenticate: Authenticate }): void {
  async function requireService(authorization: string | undefined): Promise<void> {
    const { who } = await authenticate(authorization);
    if (who.kind !== 'service') throw new CodedError('FORBIDDEN', 'Parked events are for whoever runs Parlor: use a service token.');
  }

  async function ofEach(subject: string, services: readonly string[], body: Json): Promise<Record<string, Json>> {
    const answers = services.map(async (service) => [service, await bus.request(`${subject}.${service}`, body, { timeout: 60_000 })]);
    return Object.fromEntries(await Promise.all(answers));
  }

  http.get('/parked', async ({ headers }) => {
    await requireService(headers.authorization);
    return ofEach('parked', subgraphs, null);
  });

  http.post('/parked/replay', async ({ headers, body }) => {
    await requireService(headers.authorization);
    const wish = replay.safeParse(body ?? {});
    if (!wish.success) throw new CodedError('BAD_INPUT', `The body may have \`service\` (${subgraphs.join(', ')}) and \`ids\`.`);
    const { service, ids } = wish.data;
    return ofEach('unpark', service ? [service] : subgraphs, ids ? { ids } : {});
  });
}
