import { z } from 'zod';

/** What a press of it does: tells us `payload`, opens `url`, or calls `phone`; exactly one. */
const action = z.union([
  z.object({ title: z.string().min(1), payload: z.string().min(1) }),
  z.object({ title: z.string().min(1), url: z.string() }),
  z.object({ title: z.string().min(1), phone: z.string() }),
]);
export type Action = z.infer<typeof action>;

/** Something to choose; `payload` comes back in the customer's `choice`. */
const option = z.object({ title: z.string().min(1), payload: z.string().min(1), description: z.string().optional() });
export type Option = z.infer<typeof option>;

const card = z.object({
  title: z.string().min(1),
  subtitle: z.string().optional(),
  imageUrl: z.string().optional(),
  /** Where a press on the card itself leads. */
  url: z.string().optional(),
  buttons: z.array(action),
});
export type Card = z.infer<typeof card>;

/** What can be said, whatever the channel. A message is a list of these; adapters parse into them and render from them. */
export const content = z.discriminatedUnion('type', [
  /** Text with light markup: `**bold**`, `_italic_`, `~~struck~~`, `` `code` ``, `[words](link)`; each channel gets its own dialect. At least one character. */
  z.object({ type: z.literal('text'), text: z.string().min(1) }),
  /** A file with a kind the channel shows inline. */
  z.object({
    type: z.enum(['image', 'video', 'audio', 'file', 'sticker']),
    /** Where it is; may expire. */
    url: z.string().optional(),
    /** The platform's own media id, where there is no url. */
    platformId: z.string().optional(),
    mimeType: z.string().optional(),
    name: z.string().optional(),
    caption: z.string().optional(),
    /** Bytes, where known. */
    size: z.number().optional(),
    /** Our own copy (`med_...`). `mediaState` tells how far it is: on its way to us, here, or why it never will be. */
    mediaId: z.string().optional(),
    mediaState: z.enum(['waiting', 'stored', 'refused', 'infected', 'gone']).optional(),
    /** Why it never will be here, in words. */
    reason: z.string().optional(),
    /**
     * What the adapter needs to fetch it, beside `url` and `platformId`; never leaves the channels service. `data` is all of it in base64, where
     * the platform sends it along; `key` opens it (AES-256-CTR, in hex), where it comes enciphered.
     */
    source: z.record(z.string(), z.string()).optional(),
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
  /** Text with buttons that stay. */
  z.object({ type: z.literal('buttons'), text: z.string().min(1), buttons: z.array(action).min(1) }),
  /** Text with answers to tap that go away. */
  z.object({ type: z.literal('quick_replies'), text: z.string().min(1), replies: z.array(option).min(1) }),
  /** Text with a list that opens at a press on `button`. */
  z.object({
    type: z.literal('list'),
    text: z.string().min(1),
    button: z.string().min(1),
    sections: z.array(z.object({ title: z.string().optional(), rows: z.array(option).min(1) })).min(1),
  }),
  z.object({ type: z.literal('carousel'), cards: z.array(card).min(1) }),
  /** A template the platform has approved; `text` is what it will read like, where that is known. */
  z.object({
    type: z.literal('template'),
    name: z.string().min(1),
    language: z.string().min(1),
    parameters: z.record(z.string(), z.string()),
    text: z.string().optional(),
  }),
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
    .map(wordsOf)
    .filter((text) => text !== '')
    .join('\n');
}

function wordsOf(item: Content): string {
  switch (item.type) {
    case 'text':
    case 'choice':
    case 'buttons':
    case 'quick_replies':
    case 'list':
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
    case 'form':
      return item.name;
    case 'carousel':
      return item.cards.map((card) => card.title).join('\n');
    case 'template':
      return item.text ?? item.name;
    case 'link':
      return item.title ?? item.url;
    case 'unsupported':
      return '';
  }
}
