import { found } from '../../kit/database.ts';
import { newId } from '../../kit/id.ts';
import { onceForKey } from '../../kit/idempotency.ts';
import { payload, requiredText } from '../../kit/mutation.ts';
import { requireAdmin, requireStaff } from '../../kit/principal.ts';
import { checkedCondition } from './rule.ts';
import type { Resolvers } from './schema.generated.ts';
import { deleteRule, listRules, putRule, rulesByIds } from './store.ts';

export const resolvers: Resolvers = {
  Query: {
    automationRules: (_parent, _args, { db, who }) => listRules(db, requireStaff(who).workspaceId),
  },
  Mutation: {
    saveAutomationRule: (_parent, { input }, { who, db, change, load }) =>
      payload(async () => {
        const { workspaceId } = requireAdmin(who);
        if (input.id) found((await rulesByIds(db, workspaceId, [input.id]))[0], 'automation rule', input.id);
        const rule = {
          workspace_id: workspaceId,
          name: requiredText(input.name, 'name', 200),
          enabled: input.enabled ?? true,
          condition: JSON.stringify(checkedCondition({ ...input.condition, outside: input.condition.outside ?? null })),
          reply: requiredText(input.reply, 'reply', 2_000),
          updated_at: new Date(),
        };
        const id = await change((tx) =>
          onceForKey(tx, who, 'saveAutomationRule', input, async () => {
            const ruleId = input.id ?? newId('rule');
            await putRule(tx, { id: ruleId, ...rule });
            return ruleId;
          }),
        );
        return { automationRule: await load.rule.load(id) };
      }),
    deleteAutomationRule: (_parent, { input }, { who, change }) =>
      payload(async () => {
        const { workspaceId } = requireAdmin(who);
        const id = input.automationRuleId;
        const deletedId = await change((tx) =>
          onceForKey(tx, who, 'deleteAutomationRule', input, async () => {
            found((await rulesByIds(tx, workspaceId, [id]))[0], 'automation rule', id);
            await deleteRule(tx, id);
            return id;
          }),
        );
        return { deletedId };
      }),
  },
  AutomationRule: {
    __resolveReference: ({ id }, { load, who }) => (who.kind === 'customer' ? null : load.rule.load(id)),
    updatedAt: (rule) => rule.updated_at,
  },
};
