import { z } from 'zod';
import type { Bus } from '../../../kit/bus/bus.ts';
import type { Content } from '../../../schema/content.ts';
import { CodedError } from '../../../schema/errors.ts';

const facts = z.array(
  z.object({
    mediaId: z.string(),
    state: z.string(),
    mimeType: z.string().nullable(),
    name: z.string().nullable(),
    size: z.number().nullable(),
  }),
);

/** The content with what is known of the files it names by `mediaId`; NOT_FOUND and CONFLICT tell which cannot be sent. */
export async function withUploads(bus: Pick<Bus, 'request'>, workspaceId: string, content: Content[]): Promise<Content[]> {
  const mediaIds = content.flatMap((item) => ('mediaId' in item && item.mediaId !== undefined ? [item.mediaId] : []));
  if (mediaIds.length === 0) return content;
  const known = facts.parse(await bus.request('media.facts', { workspaceId, mediaIds }));
  return content.map((item) => {
    if (!('mediaId' in item) || item.mediaId === undefined) return item;
    const fact = known.find(({ mediaId }) => mediaId === item.mediaId);
    if (!fact) throw new CodedError('NOT_FOUND', `There is no file ${item.mediaId}.`);
    if (fact.state !== 'stored') throw new CodedError('CONFLICT', `The file ${item.mediaId} cannot be sent: it is ${fact.state}.`);
    const name = item.name ?? fact.name;
    return {
      ...item,
      mediaState: 'stored',
      ...(fact.mimeType === null ? {} : { mimeType: fact.mimeType }),
      ...(fact.size === null ? {} : { size: fact.size }),
      ...(name === null ? {} : { name }),
    };
  });
}
