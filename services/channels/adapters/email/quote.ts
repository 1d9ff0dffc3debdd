/** `On Sunday Robin wrote:` as mail programs say it in the languages they are most used in; one line, or two that were broken. */
const wrote =
  /^(?:on|am|le|el|il|op|den|em|w dniu|dnia|пн|вт|ср|чт|пт|сб|вс)\b.{0,300}(?:wrote|writes|schrieb.{0,100}|a écrit|escribió|ha scritto|schreef.{0,100}|skrev.{0,100}|escreveu|napisał.{0,20}|написал.{0,20})\s*:\s*$/iu;
/** `-----Original Message-----` and its like. */
const original =
  /^\s*[-_]{2,}\s*(?:original message|original appointment|forwarded message|ursprüngliche nachricht|weitergeleitete nachricht|message d'origine|message original|mensaje original|messaggio originale|oorspronkelijk bericht|opprinnelig melding|ursprungligt meddelande|oprindelig meddelelse)\s*[-_]{2,}\s*$/iu;
/** The first line of the head that Outlook puts over what it quotes; the second tells that it is one. */
const headFrom = /^\s*\*?(?:from|von|de|da|van|fra|från|od)\*?\s*:\s*\S/iu;
const headNext =
  /^\s*\*?(?:sent|date|to|gesendet|datum|an|envoyé|à|enviado|para|inviato|verzonden|aan|sendt|til|skickat|till|subject|betreff)\*?\s*:\s*\S/iu;

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
    if (original.test(row) || (headFrom.test(row) && headNext.test(next))) break;
    if (/^\s*_{10,}\s*$/.test(row) && headFrom.test(next)) break;
    if (row.startsWith('>')) continue;
    const length = wrote.test(row) ? 1 : next !== '' && wrote.test(`${row} ${next}`) ? 2 : 0;
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

/** The first line from here on that says something; nothing where there is none. */
function nextWords(rows: string[], from: number): string {
  let at = from;
  while (at < rows.length && rows[at]?.trim() === '') at++;
  return rows[at] ?? '';
}
