import { all } from '../../services/channels/adapters/all.ts';
import type { Capabilities, Markup, TextUnit } from '../../services/channels/capabilities.ts';
import { plainCapabilities } from '../../services/channels/define.ts';

const markups: Markup[] = ['plain', 'markdown', 'whatsapp', 'slack', 'discord', 'telegram', 'html'];
const units: TextUnit[] = ['characters', 'utf16', 'bytes'];

/** A channel that can nothing but text, and little of that. */
export function textOnly(limit: number, markup: Markup = 'plain', unit: TextUnit = 'characters'): Capabilities {
  return { ...plainCapabilities, text: { limit, unit, markup } };
}

/** A channel that can everything, and little of it; a payload holds one token of ours. */
export function tight(markup: Markup, unit: TextUnit): Capabilities {
  const reply = { least: 2, most: 3, title: 12, payload: 40, text: 50 };
  const media = { bytes: 1_000, types: null, caption: 20 };
  return {
    ...plainCapabilities,
    text: { limit: 90, unit, markup },
    media: {
      image: { ...media, types: ['image/png'] },
      video: media,
      audio: null,
      file: { ...media, bytes: 5_000, caption: 0 },
      sticker: null,
    },
    location: true,
    buttons: { ...reply, url: false, call: false },
    quickReplies: { ...reply, most: 5 },
    list: { rows: 6, sections: 2, title: 15, description: 18, payload: 40, text: 70, button: 10 },
    carousel: { least: 2, most: 4, title: 14, subtitle: 16, buttons: 2, button: 9, payload: 40 },
  };
}

/** Rows of abilities to fit to: every channel's, and made-up ones that leave little room. */
export const rows: [string, Capabilities][] = [
  ...all.map(({ channel, capabilities }): [string, Capabilities] => [channel, capabilities]),
  ...markups.flatMap((markup, index): [string, Capabilities][] => {
    const [few, fewer] = [units[index % units.length]!, units[(index + 1) % units.length]!];
    return [
      [`text only, ${markup} in ${few}`, textOnly(60, markup, few)],
      [`tight, ${markup} in ${fewer}`, tight(markup, fewer)],
    ];
  }),
];
