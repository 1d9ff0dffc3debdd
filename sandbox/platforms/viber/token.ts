import { randomInt } from 'node:crypto';

const mark = /"message_token":"(\d+)"/g;

/** A token of a message: a whole number of 19 digits, more than a double holds (viber.md, Inbound). */
export function freshToken(): string {
  return `5${Array.from({ length: 18 }, () => randomInt(10)).join('')}`;
}

/** JSON in which the token stands as the number it is. */
export function encode(value: object): string {
  return JSON.stringify(value).replace(mark, '"message_token":$1');
}
