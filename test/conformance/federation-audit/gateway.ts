import { serveForeign } from '../foreign.ts';

const [supergraph = '', port = ''] = process.argv.slice(2);
const response = await fetch(supergraph);
await serveForeign(await response.text(), Number(port));
