import { parseArgs } from 'node:util';
import { signPrincipal } from './kit/principal.ts';
import { type Ground, runCommand } from './kit/process.ts';

const help = `Events that failed to the end, of every service.

  npm run parked                             lists them
  npm run parked -- --replay                 has all of them handled again, and tells how many succeeded
  npm run parked -- --replay --id ID ...     only these

It asks the gateway at HOST and PORT with a token it signs with PARLOR_SECRET, or with the secret in DATA_DIR.
`;

/** Asks a running gateway for its parked events, or to have them handled again. */
async function main({ settings, keys }: Ground): Promise<void> {
  const options = { replay: { type: 'boolean' }, id: { type: 'string', multiple: true }, help: { type: 'boolean' } } as const;
  const { values } = parseArgs({ options });
  if (values.help) process.stdout.write(help);
  else process.stdout.write(`${await ask(`http://${settings.HOST}:${settings.PORT}/parked`, keys.principal, values)}\n`);
}

async function ask(url: string, key: Uint8Array, { replay, id: ids }: { replay?: boolean; id?: string[] }): Promise<string> {
  const token = await signPrincipal({ kind: 'service', workspaceId: '', name: 'operator' }, key);
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const response = await (replay
    ? fetch(`${url}/replay`, { method: 'POST', headers, body: JSON.stringify({ ids }) })
    : fetch(url, { headers }));
  const answer = await response.text();
  if (!response.ok) throw new Error(answer);
  return JSON.stringify(JSON.parse(answer), null, 2);
}

if (import.meta.main) await runCommand('parked', main);
