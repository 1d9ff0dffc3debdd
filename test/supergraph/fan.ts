const names = 'abcdefghijklmnop';

/** Fragments that each spread the next one under several aliases, from one subgraph to another and back: some text, `wide ** levels` leaves. */
export function fan(levels: number, wide: number): string {
  const aliases = names.slice(0, wide).split('');
  const fragment = (n: number) =>
    `fragment ${names[n]} on Customer{${aliases.map((alias) => `${alias}:dialogue{customer{...${names[n + 1]}}}`).join('')}}`;
  const fragments = Array.from({ length: levels }, (_, n) => fragment(n)).join('');
  return `{customer(id:"cus_1"){...a}}${fragments}fragment ${names[levels]} on Customer{name}`;
}

/** Settings under which a fan comes as far as the planner. */
export const unlimited = {
  LIMIT_DEPTH: '1000',
  LIMIT_ALIASES: '10000',
  LIMIT_FIELDS: '100000',
  LIMIT_COST: '10000000',
};
