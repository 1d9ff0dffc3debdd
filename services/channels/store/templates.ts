import { type Kysely, sql, type Transaction } from 'kysely';
import { among } from '../../../kit/database.ts';
import { newId } from '../../../kit/id.ts';
import type { PageRequest } from '../../../kit/page.ts';
import type { Template } from '../plan.ts';
import type { ChannelsTables, TemplateRow } from '../tables.ts';

type Db = Kysely<ChannelsTables>;
type Tx = Transaction<ChannelsTables>;

/** Where a template stands in its account's list. */
export type TemplatePlace = [name: string, language: string];

/** A page of an account's templates by name and language, and one more if there is one. */
export function templatePage(db: Db, accountId: string, page: PageRequest<TemplatePlace>): Promise<TemplateRow[]> {
  const { from, limit, direction } = page;
  const order = direction === 'forward' ? 'asc' : 'desc';
  return db
    .selectFrom('templates')
    .selectAll()
    .where('account_id', '=', accountId)
    .$if(from !== undefined, (query) =>
      query.where(
        direction === 'forward'
          ? sql<boolean>`(name, language) > (${from?.[0]}, ${from?.[1]})`
          : sql<boolean>`(name, language) < (${from?.[0]}, ${from?.[1]})`,
      ),
    )
    .orderBy('name', order)
    .orderBy('language', order)
    .limit(limit + 1)
    .execute();
}

/** Templates by id, of accounts of the workspace. */
export function templatesByIds(db: Db, workspaceId: string, ids: readonly string[]): Promise<TemplateRow[]> {
  return db
    .selectFrom('templates')
    .innerJoin('accounts', 'accounts.id', 'templates.account_id')
    .selectAll('templates')
    .where('accounts.workspace_id', '=', workspaceId)
    .where(among('templates.id', ids))
    .execute();
}

/** What may be sent through these accounts by a template, by name and language. */
export function approvedTemplates(db: Db, accountIds: readonly string[]): Promise<TemplateRow[]> {
  return db
    .selectFrom('templates')
    .selectAll()
    .where(among('account_id', accountIds))
    .where('status', '=', 'approved')
    .orderBy('account_id')
    .orderBy('name')
    .orderBy('language')
    .execute();
}

/** Makes an account's templates those that the platform has: known ones keep their ids. */
export async function putTemplates(tx: Tx, accountId: string, templates: Template[]): Promise<void> {
  const distinct = new Map(templates.map((template) => [`${template.name} ${template.language}`, template]));
  const rows = [...distinct.values()].map((template) => ({ ...template, id: newId('template'), account_id: accountId }));
  const kept = rows.map(({ name, language }) => `${name} ${language}`);
  await tx
    .deleteFrom('templates')
    .where('account_id', '=', accountId)
    .where(sql<boolean>`name || ' ' || language <> all(${kept}::text[])`)
    .execute();
  if (rows.length === 0) return;
  await tx
    .insertInto('templates')
    .values(rows)
    .onConflict((on) =>
      on.columns(['account_id', 'name', 'language']).doUpdateSet(({ ref }) => ({
        category: ref('excluded.category'),
        status: ref('excluded.status'),
        body: ref('excluded.body'),
        parameters: ref('excluded.parameters'),
        updated_at: sql`now()`,
      })),
    )
    .execute();
}
