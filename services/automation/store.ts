import { type Kysely, sql, type Transaction } from 'kysely';
import { among } from '../../kit/database.ts';
import type { AutomationTables, RuleRow } from './tables.ts';

type Db = Kysely<AutomationTables>;
type Tx = Transaction<AutomationTables>;

/** Every rule of the workspace, in the order they are tried. */
export function listRules(db: Db, workspaceId: string): Promise<RuleRow[]> {
  return db.selectFrom('rules').selectAll().where('workspace_id', '=', workspaceId).orderBy('id').execute();
}

export function rulesByIds(db: Db, workspaceId: string, ids: readonly string[]): Promise<RuleRow[]> {
  return db.selectFrom('rules').selectAll().where('workspace_id', '=', workspaceId).where(among('id', ids)).execute();
}

/** Enabled rules that have not answered in the dialogue since a time, in the order they are tried. */
export function readyRules(db: Db, workspaceId: string, dialogueId: string, since: Date): Promise<RuleRow[]> {
  return db
    .selectFrom('rules')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('enabled', '=', true)
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('firings')
            .select('firings.rule_id')
            .whereRef('firings.rule_id', '=', 'rules.id')
            .where('firings.dialogue_id', '=', dialogueId)
            .where('firings.at', '>', since)
            .where(sql<boolean>`rules.condition->>'on' = 'MESSAGE_RECEIVED'`),
        ),
      ),
    )
    .orderBy('id')
    .execute();
}

/** Adds a rule, or replaces the one with its id. */
export async function putRule(tx: Tx, rule: Omit<RuleRow, 'condition'> & { condition: string }): Promise<void> {
  const { id: _id, workspace_id: _workspace, ...change } = rule;
  await tx
    .insertInto('rules')
    .values(rule)
    .onConflict((on) => on.column('id').doUpdateSet(change))
    .execute();
}

export async function deleteRule(tx: Tx, id: string): Promise<void> {
  await tx.deleteFrom('rules').where('id', '=', id).execute();
}

/** Notes that a rule answered in a dialogue. */
export async function putFiring(tx: Tx, ruleId: string, dialogueId: string, at: Date): Promise<void> {
  const row = { rule_id: ruleId, dialogue_id: dialogueId, at };
  await tx
    .insertInto('firings')
    .values(row)
    .onConflict((on) => on.columns(['rule_id', 'dialogue_id']).doUpdateSet({ at }))
    .execute();
}
