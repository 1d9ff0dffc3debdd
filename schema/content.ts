import { z } from 'zod';

/** What can be said, whatever the channel. A message is a list of these; adapters parse into them and render from them. */
export const content = z.discriminatedUnion('type', [
  /** Plain text; at least one character. */
  z.object({ type: z.literal('text'), text: z.string().min(1) }),
  /** A file with a kind the channel shows inline. `url` may expire; `platformId` is the platform's own media id where there is no url. */
  z.object({
    type: z.enum(['image', 'video', 'audio', 'file', 'sticker']),
    url: z.string().optional(),
    platformId: z.string().optional(),
    mimeType: z.string().optional(),
    name: z.string().optional(),
    caption: z.string().optional(),
  }),
  /** WGS 84 degrees. */
  z.object({
    type: z.literal('location'),
    latitude: z.number(),
    longitude: z.number(),
    name: z.string().optional(),
    address: z.string().optional(),
  }),
  z.object({ type: z.literal('contact'), name: z.string(), phones: z.array(z.string()) }),
  /** The customer chose something we offered: a button, a quick reply, a list row, a menu item. `payload` is what we gave it. */
  z.object({ type: z.literal('choice'), text: z.string(), payload: z.string() }),
  /** The customer filled in a form: field name to value. */
  z.object({ type: z.literal('form'), name: z.string(), fields: z.record(z.string(), z.json()) }),
  /** A link the customer shared with a preview: a post, a reel, a web page. */
  z.object({ type: z.literal('link'), url: z.string(), title: z.string().optional() }),
  /** Something the platform would not tell us; `reason` is its own word for it. */
  z.object({ type: z.literal('unsupported'), reason: z.string() }),
]);
export type Content = z.infer<typeof content>;
export type ContentType = Content['type'];

/** The text a person would read for this content: captions, titles and names included; empty when there is none. */
export function textOf(contents: Content[]): string {
  return contents
    .map((item) => {
      switch (item.type) {
        case 'text':
        case 'choice':
          return item.text;
        case 'image':
        case 'video':
        case 'audio':
        case 'file':
        case 'sticker':
          return item.caption ?? '';
        case 'location':
          return [item.name, item.address].filter(Boolean).join(', ');
        case 'contact':
          return item.name;
        case 'form':
          return item.name;
        case 'link':
          return item.title ?? item.url;
        case 'unsupported':
          return '';
      }
    })
    .filter((text) => text !== '')
    .join('\n');
}
