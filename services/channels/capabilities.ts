/** What a channel can do, as data. A limit on text is in the channel's own `text.unit`; one on a payload in bytes of UTF-8; one on a file in bytes. */
export interface Capabilities {
  /** `titles`: what titles and descriptions are counted in, where that is another unit. */
  text: { limit: number; unit: TextUnit; titles?: TextUnit; markup: Markup };
  media: { [kind in MediaKind]: MediaAbility | null };
  location: boolean;
  contact: boolean;
  buttons: ButtonAbility | null;
  quickReplies: ReplyAbility | null;
  list: ListAbility | null;
  carousel: CarouselAbility | null;
  /** Messages by a template the platform has approved. */
  template: boolean;
  /** How a reply shows what it answers: the platform's own mark, or its first line quoted. */
  replyTo: 'native' | 'quote';
  /** What the platform tells us of. */
  hears: { reaction: boolean; edit: boolean; unsend: boolean; typing: boolean };
  /** What we can do there, beside saying something. */
  does: { reaction: boolean; edit: boolean; unsend: boolean; typing: boolean; read: boolean };
  /** Which of these the platform reports; where it does not, they stay `null`. */
  receipts: { delivered: boolean; read: boolean };
  window: WindowRule | null;
  /** Who may write first. */
  starts: 'customer' | 'both';
  /** Words that, alone in a message, end (and begin again) what we may send; lower case. */
  optOut: { stop: string[]; start: string[] } | null;
  /** Sends allowed, each counted on its own: by account, by recipient, by the `lane` of a call. `null`: no limit. */
  pace: { account: Pace | null; recipient: Pace | null; lanes: { [lane: string]: Pace } };
  /** What a person should know before choosing the channel; shown in the graph and in the README's table. */
  note: string | null;
}

/** Characters are code points, `utf16` is JavaScript's length, bytes are UTF-8. */
export type TextUnit = 'characters' | 'utf16' | 'bytes';
/** How light markup is written there; `plain`: taken out, links written out. */
export type Markup = 'plain' | 'markdown' | 'whatsapp' | 'slack' | 'discord' | 'telegram' | 'html';
export type MediaKind = 'image' | 'video' | 'audio' | 'file' | 'sticker';

export interface MediaAbility {
  /** Largest file; larger ones become a link. `null`: no limit of the platform's. */
  bytes: number | null;
  /** Media types taken, as `image/png` or `image/*`; others become a file or a link. `null`: any. */
  types: string[] | null;
  /** Longest caption; 0: none, the text follows on its own. */
  caption: number;
}
export interface ReplyAbility {
  /** Fewest and most at once. */
  least: number;
  most: number;
  title: number;
  /** 0: only titles come back. */
  payload: number;
  /** Longest text they stand under. */
  text: number;
  /** One of Contact.abilities without which it is not there. */
  needs?: string;
}
export interface ButtonAbility extends ReplyAbility {
  /** Buttons that open a link; that call a number; `false`: these become text. */
  url: boolean;
  call: boolean;
}
export interface ListAbility {
  rows: number;
  sections: number;
  title: number;
  description: number;
  payload: number;
  /** Longest text above it, and longest word on the button that opens it. */
  text: number;
  button: number;
  needs?: string;
}
export interface CarouselAbility {
  least: number;
  most: number;
  title: number;
  subtitle: number;
  /** Buttons a card, of `button` length. */
  buttons: number;
  button: number;
  payload: number;
}

/** After the customer's last message, anything may be said for `hours`; then only this. */
export interface WindowRule {
  hours: number;
  /** What a person (not a bot) may still say, under the platform's tag, until so many hours. */
  person: { tag: string; hours: number } | null;
}

/** `burst` at once, then one every `interval` milliseconds. */
export interface Pace {
  interval: number;
  burst: number;
}
