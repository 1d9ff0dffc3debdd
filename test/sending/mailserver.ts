import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { createInterface } from 'node:readline';

/** What a mail server heard, and how it meets a line that begins so; `break`: it hangs up without a word. */
export async function openMailServer(answers: { [begins: string]: string } = {}) {
  const mails: string[] = [];
  const heard: string[] = [];
  const usual: { [begins: string]: string } = {
    EHLO: '250-here\r\n250 AUTH PLAIN',
    AUTH: '235 come in',
    MAIL: '250 from whom',
    RCPT: '250 to whom',
    DATA: '354 go on',
    '.': '250 2.0.0 Ok: queued as Q1',
    QUIT: '221 bye',
  };
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.write('220 mail\r\n');
    let mail: string[] | undefined;
    createInterface(socket).on('line', (line) => {
      if (mail && line !== '.') return void mail.push(line);
      if (mail) mails.push(mail.join('\n'));
      heard.push(line);
      const word = line === '.' ? '.' : (line.split(/[ :]/)[0] ?? '');
      mail = undefined;
      const answer = answers[word] ?? usual[word] ?? '500 what';
      if (answer === 'break') return socket.destroy();
      if (word === 'DATA' && answer.startsWith('354')) mail = [];
      socket.write(`${answer}\r\n`);
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `smtp://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { url, mails, heard, close: () => server.close() };
}
