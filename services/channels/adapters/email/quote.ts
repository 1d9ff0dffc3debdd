/** `On Sunday Robin wrote:` as mail programs say it in the languages they are most used in; one line, or two that were broken. */
const wrote =
  /^(?:on|am|le|el|il|op|den|em|w dniu|dnia|пн|вт|ср|чт|пт|сб|вс)(?![\p{L}\p{N}]).{0,300}(?:wrote|writes|schrieb.{0,100}|a écrit|escribió|ha scritto|schreef.{0,100}|skrev.{0,100}|escreveu|napisał.{0,20}|написал.{0,20})\s*:\s*$/iu;
/** The same in any language: a date, who wrote with their address, a colon. */
const dated = /^(?:\p{L}{1,4}\.?,? )?\d{1,4}\D[^<>]{3,200}<[^<>\s]{1,320}@[^<>\s]{1,320}>\s*(?:\p{L}[^:]{0,20})?:\s*$/u;
/** Most lines that such words are broken into. */
const mostBroken = 3;
/** `-----Original Message-----` and its like. */
const original =
  /^\s*[-_]{2,}\s*(?:original message|original appointment|ursprüngliche nachricht|message d'origine|message original|mensaje original|messaggio originale|oorspronkelijk bericht|opprinnelig melding|ursprungligt meddelande|oprindelig meddelelse)\s*[-_]{2,}\s*$/iu;
/** What follows is what they want us to see, whoever wrote it. */
const forwarded =
  /^\s*(?:[-_]{2,}\s*(?:forwarded message|weitergeleitete nachricht|message transféré|mensaje reenviado|messaggio inoltrato|doorgestuurd bericht|videresendt melding|vidarebefordrat meddelande)\s*[-_]{2,}|begin forwarded message:)\s*$/iu;
/** The first line of the head that Outlook puts over what it quotes; the second tells that it is one. */
const headFrom = /^\s*\*?(?:from|von|de|da|van|fra|från|od)\*?\s*:\s*\S/iu;
const headNext =
  /^\s*\*?(?:sent|date|to|gesendet|datum|an|envoyé|à|enviado|enviado el|para|inviato|verzonden|aan|sendt|til|skickat|till|subject|betreff|objet|asunto|oggetto|onderwerp)\*?\s*:\s*\S/iu;

/**
 * What somebody answered, without what they quoted (email.md, Threading). Answers between and below quoted lines stay; where nothing but a
 * quote would be left, it is all they said.
 */
export function withoutQuote(text: string): string {
  const rows = text.replace(/\r\n?/g, '\n').split('\n');
  const kept: string[] = [];
  for (let index = 0; index < rows.length; index++) {
    const row = (rows[index] ?? '').slice(0, 2_000);
    const next = (rows[index + 1] ?? '').slice(0, 2_000);
    if (forwarded.test(row)) {
      for (const rest of rows.slice(index)) kept.push(rest);
      break;
    }
    if (original.test(row) || (headFrom.test(row) && headNext.test(next))) break;
    if (/^\s*_{10,}\s*$/.test(row) && headFrom.test(next)) break;
    if (row.startsWith('>')) continue;
    const length = introduces(rows, index);
    if (length === 0) {
      kept.push(rows[index] ?? '');
      continue;
    }
    // Followed by quoted lines, those alone are the quote; else everything from here on.
    if (!nextWords(rows, index + length).startsWith('>')) break;
    index += length - 1;
  }
  const said = kept
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
  return said === '' ? text.trim() : said;
}

/** How many lines from here on say who wrote what follows; 0 where none do. */
function introduces(rows: string[], from: number): number {
  let words = '';
  for (let length = 1; length <= mostBroken; length++) {
    const row = (rows[from + length - 1] ?? '').slice(0, 2_000).trim();
    if (row === '') return 0;
    words = `${words} ${row}`.trim();
    if (wrote.test(words) || dated.test(words)) return length;
  }
  return 0;
}

/** The first line from here on that says something; nothing where there is none. */
function nextWords(rows: string[], from: number): string {
  let at = from;
  while (at < rows.length && rows[at]?.trim() === '') at++;
  return rows[at] ?? '';
}
