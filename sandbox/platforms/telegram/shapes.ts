import { type SandboxAccount, setting } from '../../account.ts';
import type { File } from '../../deed.ts';
import type { Media, Person } from '../../memory.ts';

/** The bot as Telegram shows it. */
export function botOf(account: SandboxAccount): object {
  return {
    id: Number(setting(account, 'botId')),
    is_bot: true,
    first_name: 'Shop',
    username: setting(account, 'botUsername') || 'shop_bot',
  };
}

/** A person as a user, and as the private chat with them. */
export function userOf(person: Person): { from: object; chat: object } {
  const [first_name = 'Robin', ...rest] = (person.name ?? 'Robin').split(' ');
  const named = { id: Number(person.id), first_name, ...(rest.length > 0 ? { last_name: rest.join(' ') } : {}) };
  return { from: { ...named, is_bot: false, language_code: 'en' }, chat: { ...named, type: 'private' } };
}

/** A file in a message; a picture comes in two sizes, the largest last (telegram.md, Inbound). */
export function fileIn(file: File, { id: file_id, name }: Media): object {
  const known = { file_id, file_unique_id: `u${file_id.slice(-12)}`, ...(file.size === undefined ? {} : { file_size: file.size }) };
  const typed = { ...known, mime_type: file.mimeType ?? mimeOf[file.type] };
  switch (file.type) {
    case 'image':
      return {
        photo: [
          { file_id: `${file_id}-small`, file_unique_id: 'small', width: 90, height: 67 },
          { ...known, width: 1280, height: 960 },
        ],
      };
    case 'video':
      return { video: { ...typed, width: 640, height: 480, duration: 3 } };
    case 'audio':
      return { audio: { ...typed, duration: 3 } };
    case 'voice':
      return { voice: { ...typed, duration: 3 } };
    case 'sticker':
      return { sticker: { ...known, type: 'regular', width: 512, height: 512, is_animated: false, is_video: false, emoji: '🙂' } };
    case 'file':
      return { document: { ...typed, file_name: name ?? 'file' } };
  }
}

/** What a file is where nobody says. */
export const mimeOf: Record<File['type'], string> = {
  image: 'image/jpeg',
  video: 'video/mp4',
  audio: 'audio/mpeg',
  voice: 'audio/ogg',
  sticker: 'image/webp',
  file: 'application/octet-stream',
};
