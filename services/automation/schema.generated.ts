import type { GraphQLResolveInfo, GraphQLScalarType, GraphQLScalarTypeConfig } from 'graphql';
import type { RuleRow } from './tables.ts';
import type { AutomationContext } from './service.ts';
export type Maybe<T> = T | null;
export type InputMaybe<T> = Maybe<T>;
export type Omit<T, K extends keyof T> = Pick<T, Exclude<keyof T, K>>;
export type RequireFields<T, K extends keyof T> = Omit<T, K> & { [P in K]-?: NonNullable<T[P]> };
/** All built-in and custom scalars, mapped to their actual values */
export type Scalars = {
  ID: { input: string; output: string; }
  String: { input: string; output: string; }
  Boolean: { input: boolean; output: boolean; }
  Int: { input: number; output: number; }
  Float: { input: number; output: number; }
  /** An instant, ISO 8601 in UTC with milliseconds: `2026-11-22T10:00:00.000Z`. */
  DateTime: { input: Date; output: Date; }
  /** Any JSON value. */
  JSON: { input: unknown; output: unknown; }
  _FieldSet: { input: unknown; output: unknown; }
};

/** When something happens and a condition holds, answer. It works on every channel. */
export type AutomationRule = {
  /** When it applies. */
  condition: RuleCondition;
  /** Whether it is tried. */
  enabled: Scalars['Boolean']['output'];
  /** `rul_` and a ULID. */
  id: Scalars['ID']['output'];
  /** What people call it. */
  name: Scalars['String']['output'];
  /** What it says. */
  reply: Scalars['String']['output'];
  /** When it was last changed. */
  updatedAt: Scalars['DateTime']['output'];
};

/** Which rule to take away. */
export type DeleteAutomationRuleInput = {
  /** Its id. */
  automationRuleId: Scalars['ID']['input'];
  /** The same key and input give the same result, whatever happens on the way. */
  idempotencyKey?: InputMaybe<Scalars['String']['input']>;
};

/** What came of it. */
export type DeleteAutomationRulePayload = {
  /** The id of the rule that is gone. */
  deletedId?: Maybe<Scalars['ID']['output']>;
  /** What has to be put right; empty when it was done. */
  userErrors: Array<UserError>;
};

export type Mutation = {
  /** Takes a rule away. Admins only. */
  deleteAutomationRule: DeleteAutomationRulePayload;
  /** Adds a rule, or changes the one whose id is given. Admins only. */
  saveAutomationRule: SaveAutomationRulePayload;
};


export type MutationDeleteAutomationRuleArgs = {
  input: DeleteAutomationRuleInput;
};


export type MutationSaveAutomationRuleArgs = {
  input: SaveAutomationRuleInput;
};

/** When people answer. */
export type OpeningHours = {
  /** Days, 1 (Monday) to 7 (Sunday). */
  days: Array<Scalars['Int']['output']>;
  /** First minute, as `09:00`. */
  from: Scalars['String']['output'];
  /** IANA name, as `Europe/Oslo`. */
  timezone: Scalars['String']['output'];
  /** The minute after the last, as `17:00`. */
  to: Scalars['String']['output'];
};

/** When people answer. */
export type OpeningHoursInput = {
  /** Days, 1 (Monday) to 7 (Sunday). */
  days: Array<Scalars['Int']['input']>;
  /** First minute, as `09:00`. */
  from: Scalars['String']['input'];
  /** IANA name, as `Europe/Oslo`. */
  timezone: Scalars['String']['input'];
  /** The minute after the last, as `17:00`. */
  to: Scalars['String']['input'];
};

/** What is before and behind a page. */
export type PageInfo = {
  /** The cursor of its last item. */
  endCursor?: Maybe<Scalars['String']['output']>;
  /** True when there are more behind it. */
  hasNextPage: Scalars['Boolean']['output'];
  /** True when there are more before it. */
  hasPreviousPage: Scalars['Boolean']['output'];
  /** The cursor of its first item. */
  startCursor?: Maybe<Scalars['String']['output']>;
};

export type Query = {
  /** The rules that answer by themselves, in the order they are tried. */
  automationRules: Array<AutomationRule>;
};

/** When a rule applies: everything that is given must hold. */
export type RuleCondition = {
  /** Only on these channels; empty: on every one. */
  channelIds: Array<Scalars['ID']['output']>;
  /** On which occasion. */
  on: RuleOccasion;
  /** Only outside these hours; `null`: at any hour. */
  outside?: Maybe<OpeningHours>;
};

/** When a rule applies. */
export type RuleConditionInput = {
  /** Only on these channels; empty: on every one. */
  channelIds?: Array<Scalars['ID']['input']>;
  /** On which occasion. */
  on: RuleOccasion;
  /** Only outside these hours. */
  outside?: InputMaybe<OpeningHoursInput>;
};

/** The occasions for a rule. */
export type RuleOccasion =
  /** A message opened a conversation: a greeting. */
  | 'CONVERSATION_OPENED'
  /** Any message from a customer, at most one answer each hour and dialogue: an away message. */
  | 'MESSAGE_RECEIVED';

/** A rule to save. */
export type SaveAutomationRuleInput = {
  /** When it applies. */
  condition: RuleConditionInput;
  /** Whether it is tried. */
  enabled?: Scalars['Boolean']['input'];
  /** Which rule to change; a new one without it. */
  id?: InputMaybe<Scalars['ID']['input']>;
  /** The same key and input give the same result, whatever happens on the way. */
  idempotencyKey?: InputMaybe<Scalars['String']['input']>;
  /** What to call it. */
  name: Scalars['String']['input'];
  /** What it says, 1 to 2,000 characters. */
  reply: Scalars['String']['input'];
};

/** What came of it. */
export type SaveAutomationRulePayload = {
  /** The rule. */
  automationRule?: Maybe<AutomationRule>;
  /** What has to be put right; empty when it was done. */
  userErrors: Array<UserError>;
};

/** Something about the input that the caller can put right. */
export type UserError = {
  /** What kind. */
  code: UserErrorCode;
  /** The input field it is about, where it is about one. */
  field?: Maybe<Scalars['String']['output']>;
  /** What to do about it. */
  message: Scalars['String']['output'];
};

/** The kinds of user error. */
export type UserErrorCode =
  /** The value is not acceptable. */
  | 'BAD_INPUT'
  /** The thing is in a state that does not allow it. */
  | 'CONFLICT'
  /** The idempotency key was used before with another input. */
  | 'IDEMPOTENCY_CONFLICT'
  /** Nothing with that id is in this workspace. */
  | 'NOT_FOUND';



export type ResolverTypeWrapper<T> = Promise<T> | T;

export type ReferenceResolver<TResult, TReference, TContext> = (
      reference: TReference,
      context: TContext,
      info: GraphQLResolveInfo
    ) => Promise<TResult> | TResult;

      type ScalarCheck<T, S> = S extends true ? T : NullableCheck<T, S>;
      type NullableCheck<T, S> = Maybe<T> extends T ? Maybe<ListCheck<NonNullable<T>, S>> : ListCheck<T, S>;
      type ListCheck<T, S> = T extends (infer U)[] ? NullableCheck<U, S>[] : GraphQLRecursivePick<T, S>;
      export type GraphQLRecursivePick<T, S> = { [K in keyof T & keyof S]: ScalarCheck<T[K], S[K]> };
    
export type Resolver<TResult, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> = ResolverFn<TResult, TParent, TContext, TArgs>;

export type ResolverFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => Promise<TResult> | TResult;

export type SubscriptionSubscribeFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => AsyncIterable<TResult> | Promise<AsyncIterable<TResult>>;

export type SubscriptionResolveFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => TResult | Promise<TResult>;

export interface SubscriptionSubscriberObject<TResult, TKey extends string, TParent, TContext, TArgs> {
  subscribe: SubscriptionSubscribeFn<{ [key in TKey]: TResult }, TParent, TContext, TArgs>;
  resolve?: SubscriptionResolveFn<TResult, { [key in TKey]: TResult }, TContext, TArgs>;
}

export interface SubscriptionResolverObject<TResult, TParent, TContext, TArgs> {
  subscribe: SubscriptionSubscribeFn<any, TParent, TContext, TArgs>;
  resolve: SubscriptionResolveFn<TResult, any, TContext, TArgs>;
}

export type SubscriptionObject<TResult, TKey extends string, TParent, TContext, TArgs> =
  | SubscriptionSubscriberObject<TResult, TKey, TParent, TContext, TArgs>
  | SubscriptionResolverObject<TResult, TParent, TContext, TArgs>;

export type SubscriptionResolver<TResult, TKey extends string, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> =
  | ((...args: any[]) => SubscriptionObject<TResult, TKey, TParent, TContext, TArgs>)
  | SubscriptionObject<TResult, TKey, TParent, TContext, TArgs>;

export type TypeResolveFn<TTypes, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>> = (
  parent: TParent,
  context: TContext,
  info: GraphQLResolveInfo
) => Maybe<TTypes> | Promise<Maybe<TTypes>>;

export type IsTypeOfResolverFn<T = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>> = (obj: T, context: TContext, info: GraphQLResolveInfo) => boolean | Promise<boolean>;

export type NextResolverFn<T> = () => Promise<T>;

export type DirectiveResolverFn<TResult = Record<PropertyKey, never>, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> = (
  next: NextResolverFn<TResult>,
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => TResult | Promise<TResult>;

/** Mapping of federation types */
export type FederationTypes = {
  AutomationRule: AutomationRule;
};

/** Mapping of federation reference types */
export type FederationReferenceTypes = {
  AutomationRule:
    ( { __typename: 'AutomationRule' }
    & GraphQLRecursivePick<FederationTypes['AutomationRule'], {"id":true}> );
};



/** Mapping between all available schema types and the resolvers types */
export type ResolversTypes = {
  AutomationRule: ResolverTypeWrapper<RuleRow>;
  ID: ResolverTypeWrapper<Partial<Scalars['ID']['output']>>;
  DateTime: ResolverTypeWrapper<Partial<Scalars['DateTime']['output']>>;
  DeleteAutomationRuleInput: ResolverTypeWrapper<Partial<DeleteAutomationRuleInput>>;
  DeleteAutomationRulePayload: ResolverTypeWrapper<Partial<DeleteAutomationRulePayload>>;
  JSON: ResolverTypeWrapper<Partial<Scalars['JSON']['output']>>;
  Mutation: ResolverTypeWrapper<Record<PropertyKey, never>>;
  OpeningHours: ResolverTypeWrapper<Partial<OpeningHours>>;
  OpeningHoursInput: ResolverTypeWrapper<Partial<OpeningHoursInput>>;
  PageInfo: ResolverTypeWrapper<Partial<PageInfo>>;
  Query: ResolverTypeWrapper<Record<PropertyKey, never>>;
  RuleCondition: ResolverTypeWrapper<Partial<RuleCondition>>;
  RuleConditionInput: ResolverTypeWrapper<Partial<RuleConditionInput>>;
  RuleOccasion: ResolverTypeWrapper<Partial<RuleOccasion>>;
  SaveAutomationRuleInput: ResolverTypeWrapper<Partial<SaveAutomationRuleInput>>;
  SaveAutomationRulePayload: ResolverTypeWrapper<Partial<Omit<SaveAutomationRulePayload, 'automationRule'> & { automationRule?: Maybe<ResolversTypes['AutomationRule']> }>>;
  UserError: ResolverTypeWrapper<Partial<UserError>>;
  UserErrorCode: ResolverTypeWrapper<Partial<UserErrorCode>>;
  Boolean: ResolverTypeWrapper<Partial<Scalars['Boolean']['output']>>;
  Int: ResolverTypeWrapper<Partial<Scalars['Int']['output']>>;
  String: ResolverTypeWrapper<Partial<Scalars['String']['output']>>;
};

/** Mapping between all available schema types and the resolvers parents */
export type ResolversParentTypes = {
  AutomationRule: RuleRow;
  ID: Partial<Scalars['ID']['output']>;
  DateTime: Partial<Scalars['DateTime']['output']>;
  DeleteAutomationRuleInput: Partial<DeleteAutomationRuleInput>;
  DeleteAutomationRulePayload: Partial<DeleteAutomationRulePayload>;
  JSON: Partial<Scalars['JSON']['output']>;
  Mutation: Record<PropertyKey, never>;
  OpeningHours: Partial<OpeningHours>;
  OpeningHoursInput: Partial<OpeningHoursInput>;
  PageInfo: Partial<PageInfo>;
  Query: Record<PropertyKey, never>;
  RuleCondition: Partial<RuleCondition>;
  RuleConditionInput: Partial<RuleConditionInput>;
  SaveAutomationRuleInput: Partial<SaveAutomationRuleInput>;
  SaveAutomationRulePayload: Partial<Omit<SaveAutomationRulePayload, 'automationRule'> & { automationRule?: Maybe<ResolversParentTypes['AutomationRule']> }>;
  UserError: Partial<UserError>;
  Boolean: Partial<Scalars['Boolean']['output']>;
  Int: Partial<Scalars['Int']['output']>;
  String: Partial<Scalars['String']['output']>;
};

export type CacheControlDirectiveArgs = {
  inheritMaxAge?: Maybe<Scalars['Boolean']['input']>;
  maxAge?: Maybe<Scalars['Int']['input']>;
};

export type CacheControlDirectiveResolver<Result, Parent, ContextType = AutomationContext, Args = CacheControlDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type VisibilityDirectiveArgs = {
  to: Scalars['String']['input'];
};

export type VisibilityDirectiveResolver<Result, Parent, ContextType = AutomationContext, Args = VisibilityDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type AutomationRuleResolvers<ContextType = AutomationContext, ParentType extends ResolversParentTypes['AutomationRule'] = ResolversParentTypes['AutomationRule'], FederationReferenceType extends FederationReferenceTypes['AutomationRule'] = FederationReferenceTypes['AutomationRule']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['AutomationRule']> | FederationReferenceType, FederationReferenceType, ContextType>;
  condition?: Resolver<ResolversTypes['RuleCondition'], ParentType, ContextType>;
  enabled?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  reply?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  updatedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
};

export interface DateTimeScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['DateTime'], any> {
  name: 'DateTime';
}

export type DeleteAutomationRulePayloadResolvers<ContextType = AutomationContext, ParentType extends ResolversParentTypes['DeleteAutomationRulePayload'] = ResolversParentTypes['DeleteAutomationRulePayload']> = {
  deletedId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export interface JsonScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['JSON'], any> {
  name: 'JSON';
}

export type MutationResolvers<ContextType = AutomationContext, ParentType extends ResolversParentTypes['Mutation'] = ResolversParentTypes['Mutation']> = {
  deleteAutomationRule?: Resolver<ResolversTypes['DeleteAutomationRulePayload'], ParentType, ContextType, RequireFields<MutationDeleteAutomationRuleArgs, 'input'>>;
  saveAutomationRule?: Resolver<ResolversTypes['SaveAutomationRulePayload'], ParentType, ContextType, RequireFields<MutationSaveAutomationRuleArgs, 'input'>>;
};

export type OpeningHoursResolvers<ContextType = AutomationContext, ParentType extends ResolversParentTypes['OpeningHours'] = ResolversParentTypes['OpeningHours']> = {
  days?: Resolver<Array<ResolversTypes['Int']>, ParentType, ContextType>;
  from?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  timezone?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  to?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type PageInfoResolvers<ContextType = AutomationContext, ParentType extends ResolversParentTypes['PageInfo'] = ResolversParentTypes['PageInfo']> = {
  endCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  hasNextPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  hasPreviousPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  startCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type QueryResolvers<ContextType = AutomationContext, ParentType extends ResolversParentTypes['Query'] = ResolversParentTypes['Query']> = {
  automationRules?: Resolver<Array<ResolversTypes['AutomationRule']>, ParentType, ContextType>;
};

export type RuleConditionResolvers<ContextType = AutomationContext, ParentType extends ResolversParentTypes['RuleCondition'] = ResolversParentTypes['RuleCondition']> = {
  channelIds?: Resolver<Array<ResolversTypes['ID']>, ParentType, ContextType>;
  on?: Resolver<ResolversTypes['RuleOccasion'], ParentType, ContextType>;
  outside?: Resolver<Maybe<ResolversTypes['OpeningHours']>, ParentType, ContextType>;
};

export type SaveAutomationRulePayloadResolvers<ContextType = AutomationContext, ParentType extends ResolversParentTypes['SaveAutomationRulePayload'] = ResolversParentTypes['SaveAutomationRulePayload']> = {
  automationRule?: Resolver<Maybe<ResolversTypes['AutomationRule']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type UserErrorResolvers<ContextType = AutomationContext, ParentType extends ResolversParentTypes['UserError'] = ResolversParentTypes['UserError']> = {
  code?: Resolver<ResolversTypes['UserErrorCode'], ParentType, ContextType>;
  field?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type Resolvers<ContextType = AutomationContext> = {
  AutomationRule?: AutomationRuleResolvers<ContextType>;
  DateTime?: GraphQLScalarType;
  DeleteAutomationRulePayload?: DeleteAutomationRulePayloadResolvers<ContextType>;
  JSON?: GraphQLScalarType;
  Mutation?: MutationResolvers<ContextType>;
  OpeningHours?: OpeningHoursResolvers<ContextType>;
  PageInfo?: PageInfoResolvers<ContextType>;
  Query?: QueryResolvers<ContextType>;
  RuleCondition?: RuleConditionResolvers<ContextType>;
  SaveAutomationRulePayload?: SaveAutomationRulePayloadResolvers<ContextType>;
  UserError?: UserErrorResolvers<ContextType>;
};

export type DirectiveResolvers<ContextType = AutomationContext> = {
  cacheControl?: CacheControlDirectiveResolver<any, any, ContextType>;
  visibility?: VisibilityDirectiveResolver<any, any, ContextType>;
};
