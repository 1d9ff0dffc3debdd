import type { CodegenConfig } from '@graphql-codegen/cli';

/** Resolver types for each service: rows are the parents, the service's own context is the context. */
function service(name: string, mappers: Record<string, string>): CodegenConfig['generates'][string] {
  return {
    schema: ['schema/common.graphql', `services/${name}/schema.graphql`],
    plugins: ['typescript', 'typescript-resolvers'],
    config: {
      federation: true,
      useTypeImports: true,
      enumsAsTypes: true,
      skipTypename: true,
      makeResolverTypeCallable: true,
      allowParentTypeOverride: false,
      contextType: `./service.ts#${name[0]!.toUpperCase()}${name.slice(1)}Context`,
      mappers,
      scalars: { DateTime: { input: 'Date', output: 'Date' }, JSON: { input: 'unknown', output: 'unknown' }, ID: 'string' },
      defaultMapper: 'Partial<{T}>',
    },
  };
}

const config: CodegenConfig = {
  generates: {
    'services/identity/schema.generated.ts': service('identity', {
      Workspace: './tables.ts#WorkspaceRow',
      Customer: './tables.ts#CustomerRow',
      ChannelIdentity: './tables.ts#IdentityRow',
      IdentityLink: './tables.ts#LinkRow',
      Merge: './tables.ts#MergeRow',
      Agent: './tables.ts#AgentRow',
    }),
    'services/conversations/schema.generated.ts': service('conversations', {
      Customer: './tables.ts#CustomerKey',
      Dialogue: './tables.ts#DialogueRow',
      Entry: './tables.ts#EntryRow',
      Message: './tables.ts#EntryRow',
      Note: './tables.ts#EntryRow',
      Event: './tables.ts#EntryRow',
      Delivery: './tables.ts#EntryRow',
      Conversation: './tables.ts#ConversationRow',
      Content: '../../schema/content.ts#Content as ContentData',
      MessagePreview: './preview.ts#Preview',
      DialogueChange: './live.ts#DialogueChangeRoot',
      InboxChange: './live.ts#InboxChangeRoot',
      ReplyOption: './option.ts#ReplyOptionRoot',
      Typing: './typing.ts#TypingRoot',
    }),
    'services/channels/schema.generated.ts': service('channels', {
      Channel: './adapter.ts#Adapter',
      ChannelAccount: './tables.ts#AccountRow',
      ChannelTemplate: './tables.ts#TemplateRow',
      Delivery: './tables.ts#DeliveryKey',
      DeliveryAttempt: './tables.ts#AttemptRow',
    }),
    'services/automation/schema.generated.ts': service('automation', {
      AutomationRule: './tables.ts#RuleRow',
    }),
  },
};
export default config;
