import type { JSONColumnType, Selectable } from 'kysely';
import type { KitTables } from '../../kit/outbox/tables.ts';
import type { Condition } from './rule.ts';

/** What automation remembers. */
export interface AutomationTables extends KitTables {
  rules: {
    id: string;
    workspace_id: string;
    name: string;
    enabled: boolean;
    condition: JSONColumnType<Condition>;
    reply: string;
    updated_at: Date;
  };
  /** When a rule last answered in a dialogue. */
  firings: { rule_id: string; dialogue_id: string; at: Date };
}

export type RuleRow = Selectable<AutomationTables['rules']>;
