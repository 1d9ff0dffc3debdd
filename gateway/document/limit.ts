import { Lexer, Source, TokenKind } from 'graphql';
import type { Settings } from '../../kit/env.ts';
import { CodedError } from '../../schema/errors.ts';

/** How large a document may be; see kit/env.ts. */
export type Limits = Pick<
  Settings,
  'LIMIT_DEPTH' | 'LIMIT_ALIASES' | 'LIMIT_ROOT_FIELDS' | 'LIMIT_DIRECTIVES' | 'LIMIT_TOKENS' | 'LIMIT_FIELDS'
>;

const opening: ReadonlySet<string> = new Set([TokenKind.BRACE_L, TokenKind.BRACKET_L, TokenKind.PAREN_L]);
const closing: ReadonlySet<string> = new Set([TokenKind.BRACE_R, TokenKind.BRACKET_R, TokenKind.PAREN_R]);
const longestName = 200;
/** Values and inline fragments may stand in one another beyond the depth of fields, but not without an end: parsers recurse. */
const mostWrapped = 100;

/** Counts the tokens of a document before it is parsed; throws LIMIT_EXCEEDED, or the syntax error of what is no token. */
export function countTokens(query: string, { LIMIT_TOKENS, LIMIT_DIRECTIVES, LIMIT_DEPTH }: Limits): number {
  const lexer = new Lexer(new Source(query));
  let directives = 0;
  let wrapped = 0;
  for (let tokens = 0; ; tokens++) {
    const { kind, start, end } = lexer.advance();
    if (kind === TokenKind.EOF) return tokens;
    if (kind === TokenKind.AT) directives++;
    else if (opening.has(kind)) wrapped++;
    else if (closing.has(kind)) wrapped--;
    if (tokens >= LIMIT_TOKENS) throw exceeded(`The document has more than ${LIMIT_TOKENS} tokens`, 'LIMIT_TOKENS');
    if (directives > LIMIT_DIRECTIVES) throw exceeded(`The document has more than ${LIMIT_DIRECTIVES} directives`, 'LIMIT_DIRECTIVES');
    if (wrapped > LIMIT_DEPTH + mostWrapped) throw exceeded(`The document has more than ${wrapped - 1} brackets in one another`);
    if (kind === TokenKind.NAME && end - start > longestName) throw exceeded(`A name has more than ${longestName} characters`);
  }
}

/** Says which limit it is that a request exceeds, and which setting moves it, where one does. */
export function exceeded(what: string, setting?: string): CodedError {
  return new CodedError('LIMIT_EXCEEDED', `${what}${setting ? ` (${setting})` : ''}.`);
}
