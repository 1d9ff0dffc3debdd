import type { GraphQLResolveInfo, GraphQLScalarType, GraphQLScalarTypeConfig } from 'graphql';
import type { CustomerKey, DialogueRow, EntryRow, ConversationRow } from './tables.ts';
import type { Content as ContentData } from '../../schema/content.ts';
import type { Preview } from './preview.ts';
import type { DialogueChangeRoot, InboxChangeRoot } from './live.ts';
import type { ReplyOptionRoot } from './option.ts';
import type { TypingRoot } from './typing.ts';
import type { ConversationsContext } from './service.ts';
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

/** What to note. */
export type AddNoteInput = {
  /** In which dialogue. */
  dialogueId: Scalars['ID']['input'];
  /** The same key and input give the same result, whatever happens on the way. */
  idempotencyKey?: InputMaybe<Scalars['String']['input']>;
  /** The text, up to 10,000 characters. */
  text: Scalars['String']['input'];
};

/** What came of it. */
export type AddNotePayload = {
  /** The note. */
  note?: Maybe<Note>;
  /** What has to be put right; empty when it was done. */
  userErrors: Array<UserError>;
};

/** A person who answers. */
export type Agent = {
  /** `agt_` and a ULID. */
  id: Scalars['ID']['output'];
};

/** Whom to give it. */
export type AssignConversationInput = {
  /** To which agent; `null`: to nobody. */
  agentId?: InputMaybe<Scalars['ID']['input']>;
  /** Which conversation. */
  conversationId: Scalars['ID']['input'];
  /** The same key and input give the same result, whatever happens on the way. */
  idempotencyKey?: InputMaybe<Scalars['String']['input']>;
};

/** Who said something. */
export type Author = {
  /** The agent, where it is one. */
  agent?: Maybe<Agent>;
  /** The customer, where it is the customer. */
  customer?: Maybe<Customer>;
  /** What kind of author. */
  kind: AuthorKind;
};

/** The kinds of author. */
export type AuthorKind =
  /** An agent, through Parlor. */
  | 'AGENT'
  /** Another app of the company, outside Parlor. */
  | 'APP'
  /** Automation. */
  | 'AUTOMATION'
  /** The customer. */
  | 'CUSTOMER'
  /** A person in the platform's own inbox. */
  | 'PLATFORM';

/** A button: give exactly one of `payload`, `url` and `phone`. */
export type ButtonInput = {
  /** What comes back when it is pressed, up to 1,000 characters. */
  payload?: InputMaybe<Scalars['String']['input']>;
  /** The number that it calls. */
  phone?: InputMaybe<Scalars['String']['input']>;
  /** What is on it. */
  title: Scalars['String']['input'];
  /** The http(s) link that it opens. */
  url?: InputMaybe<Scalars['String']['input']>;
};

/** Text with buttons. */
export type ButtonsInput = {
  /** 1 to 25 of them. */
  buttons: Array<ButtonInput>;
  /** What stands above them, with light markup. */
  text: Scalars['String']['input'];
};

/** A card. */
export type CardInput = {
  /** Up to 10 of them. */
  buttons?: InputMaybe<Array<ButtonInput>>;
  /** The http(s) link of its picture. */
  imageUrl?: InputMaybe<Scalars['String']['input']>;
  /** What stands below. */
  subtitle?: InputMaybe<Scalars['String']['input']>;
  /** What stands on it first. */
  title: Scalars['String']['input'];
  /** The http(s) link that a press on it opens. */
  url?: InputMaybe<Scalars['String']['input']>;
};

/** Cards side by side. */
export type CarouselInput = {
  /** 1 to 25 of them. */
  cards: Array<CardInput>;
};

/** One address of a customer as one channel account sees it. */
export type ChannelIdentity = {
  /** `idn_` and a ULID. */
  id: Scalars['ID']['output'];
};

/** A template that a platform has approved. */
export type ChannelTemplate = {
  /** `tpl_` and a ULID. */
  id: Scalars['ID']['output'];
};

/** What to close. */
export type CloseConversationInput = {
  /** Which conversation. */
  conversationId: Scalars['ID']['input'];
  /** The same key and input give the same result, whatever happens on the way. */
  idempotencyKey?: InputMaybe<Scalars['String']['input']>;
};

/** A person to get in touch with. */
export type ContactInput = {
  /** Their name. */
  name: Scalars['String']['input'];
  /** Their numbers, 1 to 10. */
  phones: Array<Scalars['String']['input']>;
};

/** A part of a message. Which fields are set depends on its type. */
export type Content = {
  /** Everything there is, as schema/content.ts has it. */
  data: Scalars['JSON']['output'];
  /** How far a file is that came or was uploaded; `null` for what is no such file. */
  mediaState?: Maybe<MediaState>;
  /** The media type: what the bytes say, once the file is here; what the platform told, before. */
  mimeType?: Maybe<Scalars['String']['output']>;
  /** The file's name, or the name of a place or a contact, where it has one. */
  name?: Maybe<Scalars['String']['output']>;
  /** Why it is not here, in words: of a file that will not be, or of what the platform would not tell us. */
  reason?: Maybe<Scalars['String']['output']>;
  /** Bytes, where they are known. */
  size?: Maybe<Scalars['Int']['output']>;
  /** The text, title or name, where it has one. */
  text?: Maybe<Scalars['String']['output']>;
  /** What it is: `text`, `image`, `video`, `audio`, `file`, `sticker`, `location`, `contact`, `buttons`, `quick_replies`, `list`, `carousel`, `template`, `choice`, `form`, `link`, `unsupported`. */
  type: Scalars['String']['output'];
  /** Where the file or page is. A link to a file expires: ask again for another. `null` while a file that only the platform may show is on its way. */
  url?: Maybe<Scalars['String']['output']>;
};

/** A part of a message: give exactly one. */
export type ContentInput = {
  /** A sound. */
  audio?: InputMaybe<MediaInput>;
  /** Text with buttons that stay. */
  buttons?: InputMaybe<ButtonsInput>;
  /** Cards side by side. */
  carousel?: InputMaybe<CarouselInput>;
  /** A person's name and numbers. */
  contact?: InputMaybe<ContactInput>;
  /** Any other file. */
  file?: InputMaybe<MediaInput>;
  /** A picture. */
  image?: InputMaybe<MediaInput>;
  /** Text with a list to choose from. */
  list?: InputMaybe<ListInput>;
  /** A place. */
  location?: InputMaybe<LocationInput>;
  /** Text with answers to tap that go away. */
  quickReplies?: InputMaybe<QuickRepliesInput>;
  /** A sticker. */
  sticker?: InputMaybe<MediaInput>;
  /** A template that the platform has approved. */
  template?: InputMaybe<TemplateInput>;
  /** Text with light markup: `**bold**`, `_italic_`, `~~struck~~`, code in backticks, `[words](link)`; each channel gets its own dialect. Up to 10,000 characters. */
  text?: InputMaybe<Scalars['String']['input']>;
  /** A film. */
  video?: InputMaybe<MediaInput>;
};

/** An episode of work in a dialogue. */
export type Conversation = {
  /** Who works on it. */
  assignee?: Maybe<Agent>;
  /** When it was closed. */
  closedAt?: Maybe<Scalars['DateTime']['output']>;
  /** Whose; `null` while that cannot be asked. */
  customer?: Maybe<Customer>;
  /** The dialogue it is in. */
  dialogue: Dialogue;
  /** `cnv_` and a ULID. */
  id: Scalars['ID']['output'];
  /** When the latest message of it arrived. */
  lastActivityAt: Scalars['DateTime']['output'];
  /** The latest message in it. */
  lastMessage?: Maybe<Message>;
  /** When it began. */
  openedAt: Scalars['DateTime']['output'];
  /** Until when it is put aside. */
  snoozedUntil?: Maybe<Scalars['DateTime']['output']>;
  /** Where it stands. */
  status: ConversationStatus;
  /** Words to find it by, in the order they were given. */
  tags: Array<Scalars['String']['output']>;
};

/** A page of conversations. */
export type ConversationConnection = {
  /** The conversations with their cursors. */
  edges: Array<ConversationEdge>;
  /** What is before and behind. */
  pageInfo: PageInfo;
};

/** A conversation in a page. */
export type ConversationEdge = {
  /** Where it stands in the list. */
  cursor: Scalars['String']['output'];
  /** The conversation. */
  node: Conversation;
};

/** What came of it. */
export type ConversationPayload = {
  /** The conversation. */
  conversation?: Maybe<Conversation>;
  /** What has to be put right; empty when it was done. */
  userErrors: Array<UserError>;
};

/** Where a conversation stands. */
export type ConversationStatus =
  /** Done. */
  | 'CLOSED'
  /** Someone should answer, or is answering. */
  | 'OPEN'
  /** Put aside until a time, or until the customer writes. */
  | 'SNOOZED';

/** A person who is served. */
export type Customer = {
  /** The episodes of work for the customer, newest first; `null` while they cannot be asked. */
  conversations?: Maybe<ConversationConnection>;
  /** The one timeline of the customer; `null` while it cannot be asked. */
  dialogue?: Maybe<Dialogue>;
  /** `cus_` and a ULID. */
  id: Scalars['ID']['output'];
};


/** A person who is served. */
export type CustomerConversationsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
  status?: InputMaybe<ConversationStatus>;
};

/** What a part of a message becomes, as the channel cannot say it as asked. */
export type Degradation = {
  /** Its type. */
  from: Scalars['String']['output'];
  /** Which part, counted from 0; the text of the input is the first. */
  part: Scalars['Int']['output'];
  /** Why, in words. */
  reason: Scalars['String']['output'];
  /** The type of what is sent instead. */
  to: Scalars['String']['output'];
};

/** How far a message of ours got. */
export type Delivery = {
  /** When it reached the customer; `null` also where the platform cannot know. */
  deliveredAt?: Maybe<Scalars['DateTime']['output']>;
  /** Why it failed. */
  error?: Maybe<DeliveryError>;
  /** When it failed. */
  failedAt?: Maybe<Scalars['DateTime']['output']>;
  /** `dly_` and the message's ULID. */
  id: Scalars['ID']['output'];
  /** When the customer read it; `null` also where the platform cannot know. */
  readAt?: Maybe<Scalars['DateTime']['output']>;
  /** When the platform took it. */
  sentAt?: Maybe<Scalars['DateTime']['output']>;
  /** The furthest state; it only moves forward. */
  state: DeliveryState;
};

/** Why a message failed. */
export type DeliveryError = {
  /** The class of error: `window_closed`, `recipient_blocked`, `auth_invalid` ... */
  code: Scalars['String']['output'];
  /** What the platform said. */
  message: Scalars['String']['output'];
};

/** How far a message got. */
export type DeliveryState =
  /** It reached the customer. */
  | 'DELIVERED'
  /** It will not reach the customer. */
  | 'FAILED'
  /** It waits to be sent. */
  | 'QUEUED'
  /** The customer read it. */
  | 'READ'
  /** The platform took it. */
  | 'SENT';

/** The one ordered timeline of a customer, whatever the channels. */
export type Dialogue = {
  /** Whose it is; `null` while that cannot be asked. */
  customer?: Maybe<Customer>;
  /** Messages, notes and events in their order: by the platform's time, and in the order of arrival where that is equal. */
  entries: EntryConnection;
  /** `dlg_` and a ULID. */
  id: Scalars['ID']['output'];
  /** The conversation that is not closed, if there is one. */
  openConversation?: Maybe<Conversation>;
  /** Where whoever asks may answer now, the identity the customer wrote from last first; `null` for customers, and while channels cannot be asked. */
  replyOptions?: Maybe<Array<ReplyOption>>;
  /** How many messages of the customer the agent who asks has not read; 100 stands for more. 0 for a principal that is no agent. */
  unreadCount: Scalars['Int']['output'];
};


/** The one ordered timeline of a customer, whatever the channels. */
export type DialogueEntriesArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  search?: InputMaybe<Scalars['String']['input']>;
};

/** A change in a dialogue. */
export type DialogueChange = {
  /** When it happened. */
  at: Scalars['DateTime']['output'];
  /** The conversation it is about, where it is about one. */
  conversation?: Maybe<Conversation>;
  /** Subscribe with it to go on behind this change. */
  cursor: Scalars['String']['output'];
  /** The dialogue as it is now. */
  dialogue: Dialogue;
  /** The entry it is about, where it is about one. */
  entry?: Maybe<Entry>;
  /** What kind of change. */
  kind: DialogueChangeKind;
  /** True when an appended entry took a place before others that were there already: its `at` says where. */
  late: Scalars['Boolean']['output'];
};

/** The kinds of change in a dialogue. */
export type DialogueChangeKind =
  /** An entry came. */
  | 'APPENDED'
  /** A conversation was opened, assigned, tagged, snoozed or closed. */
  | 'CONVERSATION'
  /** A message of ours got further. */
  | 'DELIVERY'
  /** A message has another text. */
  | 'EDITED'
  /** Changes before this one are no longer kept: read the dialogue again, then go on from here. */
  | 'LAGGED'
  /** A file of a message is here, or never will be. */
  | 'MEDIA'
  /** The dialogue was merged with another: read it again. */
  | 'MERGED'
  /** A reaction came or went. */
  | 'REACTED'
  /** A merge was taken back: read it again. */
  | 'UNMERGED'
  /** A message was taken back. */
  | 'UNSENT';

/** Which way a message goes. */
export type Direction =
  /** From the customer. */
  | 'INBOUND'
  /** To the customer. */
  | 'OUTBOUND';

/** What a message is to say. */
export type EditMessageInput = {
  /** Parts with more than text. */
  content?: InputMaybe<Array<ContentInput>>;
  /** The same key and input give the same result, whatever happens on the way. */
  idempotencyKey?: InputMaybe<Scalars['String']['input']>;
  /** Which message; one that was said through Parlor. */
  messageId: Scalars['ID']['input'];
  /** Plain text, up to 10,000 characters. */
  text?: InputMaybe<Scalars['String']['input']>;
};

/** An item of a dialogue. */
export type Entry = {
  /** When, by the platform's clock. */
  at: Scalars['DateTime']['output'];
  /** Where it stands. */
  dialogue: Dialogue;
  /** Its id: `msg_`, `nte_` or `evt_` and a ULID. */
  id: Scalars['ID']['output'];
};

/** A page of entries. */
export type EntryConnection = {
  /** The entries with their cursors. */
  edges: Array<EntryEdge>;
  /** What is before and behind. */
  pageInfo: PageInfo;
};

/** An entry in a page. */
export type EntryEdge = {
  /** Where it stands in the dialogue. */
  cursor: Scalars['String']['output'];
  /** The entry. */
  node: Entry;
};

/** Something that happened. */
export type Event = Entry & {
  /** When, by the platform's clock. */
  at: Scalars['DateTime']['output'];
  /** Details, as they came. */
  data: Scalars['JSON']['output'];
  /** Where it stands. */
  dialogue: Dialogue;
  /** `evt_` and a ULID. */
  id: Scalars['ID']['output'];
  /** What: `referral`, `optin`, `account_linked`, `thread_control`, `standby`, `identity_changed`; `opted_out`, `opted_in`, `blocked`, `unblocked`, `chat_closed`; `revision_refused`; `assigned`, `closed`, `snoozed`, `reopened`. */
  name: Scalars['String']['output'];
};

/** A change in the inbox. */
export type InboxChange = {
  /** When it happened. */
  at: Scalars['DateTime']['output'];
  /** The conversation as it is now; `null` when the kind is LAGGED. */
  conversation?: Maybe<Conversation>;
  /** Subscribe with it to go on behind this change. */
  cursor: Scalars['String']['output'];
  /** What kind of change. */
  kind: InboxChangeKind;
};

/** The kinds of change in the inbox, seen through its filter. */
export type InboxChangeKind =
  /** It changed and is still there: a message, a tag, another assignee. */
  | 'CHANGED'
  /** It is in the inbox now, and was not before. */
  | 'ENTERED'
  /** Changes before this one are no longer kept: read the inbox again, then go on from here. */
  | 'LAGGED'
  /** It is no longer there. */
  | 'LEFT';

/** Which conversations: everything that is given must hold. */
export type InboxFilter = {
  /** Of this agent. */
  assigneeId?: InputMaybe<Scalars['ID']['input']>;
  /** In one of these; open and snoozed ones without it. */
  status?: InputMaybe<Array<ConversationStatus>>;
  /** With this tag. */
  tag?: InputMaybe<Scalars['String']['input']>;
  /** Of nobody. */
  unassigned?: InputMaybe<Scalars['Boolean']['input']>;
};

/** Text with a list. */
export type ListInput = {
  /** What is on the button that opens it. */
  button: Scalars['String']['input'];
  /** 1 to 25 of them. */
  sections: Array<ListSectionInput>;
  /** What stands above it, with light markup. */
  text: Scalars['String']['input'];
};

/** A section of a list. */
export type ListSectionInput = {
  /** 1 to 100 of them. */
  rows: Array<OptionInput>;
  /** What it is called. */
  title?: InputMaybe<Scalars['String']['input']>;
};

/** A place. */
export type LocationInput = {
  /** Where it is. */
  address?: InputMaybe<Scalars['String']['input']>;
  /** Degrees north. */
  latitude: Scalars['Float']['input'];
  /** Degrees east. */
  longitude: Scalars['Float']['input'];
  /** What it is called. */
  name?: InputMaybe<Scalars['String']['input']>;
};

/** What was read. */
export type MarkReadInput = {
  /** Which dialogue. */
  dialogueId: Scalars['ID']['input'];
  /** Up to which entry; up to the last without it. */
  entryId?: InputMaybe<Scalars['ID']['input']>;
  /** The same key and input give the same result, whatever happens on the way. */
  idempotencyKey?: InputMaybe<Scalars['String']['input']>;
};

/** What came of it. */
export type MarkReadPayload = {
  /** The dialogue. */
  dialogue?: Maybe<Dialogue>;
  /** What has to be put right; empty when it was done. */
  userErrors: Array<UserError>;
};

/** A file: give exactly one of `url` and `mediaId`. */
export type MediaInput = {
  /** What stands below it, with light markup. */
  caption?: InputMaybe<Scalars['String']['input']>;
  /** A file that was uploaded: `med_` and a ULID. */
  mediaId?: InputMaybe<Scalars['ID']['input']>;
  /** The media type, as `image/png`, where it is known: channels take some and not others. */
  mimeType?: InputMaybe<Scalars['String']['input']>;
  /** The file's name. */
  name?: InputMaybe<Scalars['String']['input']>;
  /** A public http(s) link the platform can fetch. */
  url?: InputMaybe<Scalars['String']['input']>;
};

/** How far a file is. */
export type MediaState =
  /** Not there any more: the platform's link died, or the message was taken back. */
  | 'GONE'
  /** Not kept: the virus scanner found something in it. */
  | 'INFECTED'
  /** Not taken: too large, or of a kind that is not taken. */
  | 'REFUSED'
  /** Here: `url` leads to it. */
  | 'STORED'
  /** On its way to us, or being scanned. */
  | 'WAITING';

/** Something said, by the customer or to the customer. */
export type Message = Entry & {
  /** When, by the platform's clock. */
  at: Scalars['DateTime']['output'];
  /** Who said it. */
  author: Author;
  /** The same in all messages of one album; `null` for a message on its own. */
  burst?: Maybe<Scalars['ID']['output']>;
  /** Everything in it, in order; empty when it was unsent. */
  content: Array<Content>;
  /** How far it got; `null` for what the customer said. */
  delivery?: Maybe<Delivery>;
  /** Where it stands. */
  dialogue: Dialogue;
  /** From the customer or to the customer. */
  direction: Direction;
  /** When it was last edited. */
  editedAt?: Maybe<Scalars['DateTime']['output']>;
  /** `msg_` and a ULID. */
  id: Scalars['ID']['output'];
  /** The address it came from, or goes to; `null` while it cannot be asked. */
  identity?: Maybe<ChannelIdentity>;
  /** The emoji people put on it. */
  reactions: Array<Reaction>;
  /** The message it answers, where that is known. */
  replyTo?: Maybe<Message>;
  /** The failed message that it tries again on another identity; `null` for all others. */
  retryOf?: Maybe<Message>;
  /** Its text, captions and titles included; `null` when it has none or was unsent. */
  text?: Maybe<Scalars['String']['output']>;
  /** When it was taken back: the text goes, the entry stays. */
  unsentAt?: Maybe<Scalars['DateTime']['output']>;
};

/** What came of it. */
export type MessagePayload = {
  /** The message; the change shows when its channel has made it. */
  message?: Maybe<Message>;
  /** What has to be put right; empty when it was done. */
  userErrors: Array<UserError>;
};

/** What a message would become on one identity. */
export type MessagePreview = {
  /** The calls that would be made to the platform, in their order; empty where nothing may leave, and where storing the message is its delivery. */
  calls: Array<PlatformCall>;
  /** What would be said there, rendered down to what the channel can; empty when it cannot be said there at all. */
  content: Array<Content>;
  /** What the channel cannot say as asked, and what it becomes. */
  degradations: Array<Degradation>;
  /** The address it would go to; `null` while it cannot be asked. */
  identity?: Maybe<ChannelIdentity>;
  /** Why nothing would leave, in words; `null` when it would. */
  message?: Maybe<Scalars['String']['output']>;
  /** Why nothing may leave there now. */
  reason?: Maybe<ReplyRefusal>;
};

export type Mutation = {
  /** Writes a note that only staff sees. */
  addNote: AddNotePayload;
  /** Gives a conversation to an agent, or to nobody. */
  assignConversation: ConversationPayload;
  /** Closes a conversation: the next message of the customer opens another. */
  closeConversation: ConversationPayload;
  /** Changes what a message of ours says, where its channel can: the message shows it as soon as the channel has done it; where it cannot, an event `revision_refused` says why. */
  editMessage: MessagePayload;
  /** Says that the agent who asks has read a dialogue up to an entry. */
  markRead: MarkReadPayload;
  /** Puts our reaction on a message, or takes it away, where its channel can; as with an edit. */
  reactToMessage: MessagePayload;
  /** Opens a closed or snoozed conversation again. */
  reopenConversation: ConversationPayload;
  /**
   * Sends a message again that failed: the same message on its own identity, or a new one on another identity of the customer. A message that failed
   * because the platform never answered (`unknown`) may have arrived all the same: sent again, the customer may have it twice.
   */
  retryMessage: RetryMessagePayload;
  /** Says something to the customer: on the identity of the message it answers, on the identity that is named, or else on the one the customer wrote from last. */
  sendMessage: SendMessagePayload;
  /** Tells that somebody is typing an answer, or no longer: to who follows `typing`, and to the customer where the channel can show it. Worth nothing a moment later, so it is kept nowhere. */
  setTyping: SetTypingPayload;
  /** Puts a conversation aside until a time, or until the customer writes again. */
  snoozeConversation: ConversationPayload;
  /** Sets a conversation's tags. */
  tagConversation: ConversationPayload;
  /** Takes a message of ours back, where its channel can; as with an edit. */
  unsendMessage: MessagePayload;
};


export type MutationAddNoteArgs = {
  input: AddNoteInput;
};


export type MutationAssignConversationArgs = {
  input: AssignConversationInput;
};


export type MutationCloseConversationArgs = {
  input: CloseConversationInput;
};


export type MutationEditMessageArgs = {
  input: EditMessageInput;
};


export type MutationMarkReadArgs = {
  input: MarkReadInput;
};


export type MutationReactToMessageArgs = {
  input: ReactToMessageInput;
};


export type MutationReopenConversationArgs = {
  input: ReopenConversationInput;
};


export type MutationRetryMessageArgs = {
  input: RetryMessageInput;
};


export type MutationSendMessageArgs = {
  input: SendMessageInput;
};


export type MutationSetTypingArgs = {
  input: SetTypingInput;
};


export type MutationSnoozeConversationArgs = {
  input: SnoozeConversationInput;
};


export type MutationTagConversationArgs = {
  input: TagConversationInput;
};


export type MutationUnsendMessageArgs = {
  input: UnsendMessageInput;
};

/** Something staff wrote for staff. */
export type Note = Entry & {
  /** When. */
  at: Scalars['DateTime']['output'];
  /** Who wrote it. */
  author: Author;
  /** Where it stands. */
  dialogue: Dialogue;
  /** `nte_` and a ULID. */
  id: Scalars['ID']['output'];
  /** The text; never `null`, but of the same type as a message's, so that both can be asked for together. */
  text?: Maybe<Scalars['String']['output']>;
};

/** Something to choose. */
export type OptionInput = {
  /** More about it. */
  description?: InputMaybe<Scalars['String']['input']>;
  /** What comes back when it is chosen, up to 1,000 characters. */
  payload: Scalars['String']['input'];
  /** What it is called. */
  title: Scalars['String']['input'];
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

/** A call to a platform. Headers, tokens and secrets are left out; `<name>` stands for what an earlier call will answer. */
export type PlatformCall = {
  /** What is sent, under what it is: `json`, `form` (names and values), `parts` (of a multipart form), `file` or `mail`; `null` when nothing is. */
  body?: Maybe<Scalars['JSON']['output']>;
  /** The HTTP method. */
  method: Scalars['String']['output'];
  /** What follows the account's API address, or a whole URL. */
  path: Scalars['String']['output'];
  /** `http` or `smtp`. */
  protocol: Scalars['String']['output'];
};

/** What would be said. Give `text`, or `content`, or both: the text then comes first. */
export type PreviewMessageInput = {
  /** As in `sendMessage`. */
  content?: InputMaybe<Array<ContentInput>>;
  /** In which dialogue. */
  dialogueId: Scalars['ID']['input'];
  /** Only this identity; all of the dialogue without it. */
  identityId?: InputMaybe<Scalars['ID']['input']>;
  /** The message it would answer: only its identity is shown. */
  replyTo?: InputMaybe<Scalars['ID']['input']>;
  /** As in `sendMessage`. */
  text?: InputMaybe<Scalars['String']['input']>;
};

export type Query = {
  /** An episode of work; `null` when there is none with that id. */
  conversation?: Maybe<Conversation>;
  /** The conversations of the workspace, the one with the latest entry first. */
  inbox: ConversationConnection;
  /** What a message would become on each identity of the dialogue, or on the one it would leave on: exactly what would be sent, and what the channel cannot do. Nothing is sent. */
  previewMessage: Array<MessagePreview>;
};


export type QueryConversationArgs = {
  id: Scalars['ID']['input'];
};


export type QueryInboxArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<InboxFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
};


export type QueryPreviewMessageArgs = {
  input: PreviewMessageInput;
};

/** Text with quick replies. */
export type QuickRepliesInput = {
  /** 1 to 25 of them. */
  replies: Array<OptionInput>;
  /** What stands above them, with light markup. */
  text: Scalars['String']['input'];
};

/** What to react to. */
export type ReactToMessageInput = {
  /** The emoji; `null` takes ours away. */
  emoji?: InputMaybe<Scalars['String']['input']>;
  /** The same key and input give the same result, whatever happens on the way. */
  idempotencyKey?: InputMaybe<Scalars['String']['input']>;
  /** Which message. */
  messageId: Scalars['ID']['input'];
};

/** An emoji on a message. */
export type Reaction = {
  /** When. */
  at: Scalars['DateTime']['output'];
  /** Who put it there. */
  by: AuthorKind;
  /** The emoji, or the platform's word for it. */
  emoji: Scalars['String']['output'];
};

/** What to open again. */
export type ReopenConversationInput = {
  /** Which conversation. */
  conversationId: Scalars['ID']['input'];
  /** The same key and input give the same result, whatever happens on the way. */
  idempotencyKey?: InputMaybe<Scalars['String']['input']>;
};

/** Where one may answer now, and with what. */
export type ReplyOption = {
  /** The content that may be said in the channel's own form, as `Content.type`; the rest is rendered down to it. Outside the window `template`, or nothing. */
  content: Array<Scalars['String']['output']>;
  /** The address; `null` while it cannot be asked. */
  identity?: Maybe<ChannelIdentity>;
  /** Why not, in words. */
  message?: Maybe<Scalars['String']['output']>;
  /** Whether more than a template may be said. */
  open: Scalars['Boolean']['output'];
  /** The last moment in which it is open, by the platform's clock; `null` when it has no end, or is not open. */
  openUntil?: Maybe<Scalars['DateTime']['output']>;
  /** Why not; `null` when it is open. */
  reason?: Maybe<ReplyRefusal>;
  /** The platform's tag that what a person writes leaves under after the window. */
  tag?: Maybe<Scalars['String']['output']>;
  /** The approved templates that may be sent; `null` while they cannot be asked. */
  templates?: Maybe<Array<ChannelTemplate>>;
};

/** Why an identity may not be written to. */
export type ReplyRefusal =
  /** The channel account is disconnected. */
  | 'ACCOUNT_DISCONNECTED'
  /** The channel account is paused: messages wait. */
  | 'ACCOUNT_PAUSED'
  /** The customer blocked us, or cannot be reached. */
  | 'BLOCKED'
  /** The customer closed the chat. */
  | 'CHAT_CLOSED'
  /** On this channel the customer writes first, and has not. */
  | 'CUSTOMER_STARTS'
  /** The customer does not want messages there. */
  | 'OPTED_OUT'
  /** The customer wrote too long ago: only what the reply option names may be sent. */
  | 'WINDOW_CLOSED';

/** What to send again. */
export type RetryMessageInput = {
  /** The same key and input give the same result, whatever happens on the way. */
  idempotencyKey?: InputMaybe<Scalars['String']['input']>;
  /** On which identity of the customer; on its own without it. */
  identityId?: InputMaybe<Scalars['ID']['input']>;
  /** A message that failed. */
  messageId: Scalars['ID']['input'];
};

/** What came of it. */
export type RetryMessagePayload = {
  /** The message that is on its way now. */
  message?: Maybe<Message>;
  /** What has to be put right; empty when it was done. */
  userErrors: Array<UserError>;
};

/** What to say. Give `text`, or `content`, or both: the text then comes first. */
export type SendMessageInput = {
  /** Parts with more than text; up to 10 with it. */
  content?: InputMaybe<Array<ContentInput>>;
  /** In which dialogue. */
  dialogueId: Scalars['ID']['input'];
  /** The same key and input give the same result, whatever happens on the way. */
  idempotencyKey?: InputMaybe<Scalars['String']['input']>;
  /** The identity it leaves on; one of this dialogue's customer. */
  identityId?: InputMaybe<Scalars['ID']['input']>;
  /** The message it answers: it leaves on that message's identity. */
  replyTo?: InputMaybe<Scalars['ID']['input']>;
  /** Text with light markup, up to 10,000 characters; split where the channel allows less. */
  text?: InputMaybe<Scalars['String']['input']>;
};

/** What came of it. */
export type SendMessagePayload = {
  /** The message, queued. */
  message?: Maybe<Message>;
  /** What the identity allows, when the message was refused because it may not be said there now. */
  replyOption?: Maybe<ReplyOption>;
  /** What has to be put right; empty when it was done. */
  userErrors: Array<UserError>;
};

/** Who types. */
export type SetTypingInput = {
  /** In which dialogue. */
  dialogueId: Scalars['ID']['input'];
  /** On which identity of it; on the one the customer wrote from last without it. */
  identityId?: InputMaybe<Scalars['ID']['input']>;
  /** Typing, or no longer. */
  on: Scalars['Boolean']['input'];
};

/** What came of it. */
export type SetTypingPayload = {
  /** What has to be put right; empty when it was done. */
  userErrors: Array<UserError>;
};

/** What to put aside. */
export type SnoozeConversationInput = {
  /** Which conversation. */
  conversationId: Scalars['ID']['input'];
  /** The same key and input give the same result, whatever happens on the way. */
  idempotencyKey?: InputMaybe<Scalars['String']['input']>;
  /** Until when, in the future; `null`: until the customer writes. */
  until?: InputMaybe<Scalars['DateTime']['input']>;
};

export type Subscription = {
  /** Everything that changes in a dialogue, in order, without a hole and without a double. */
  dialogueChanged: DialogueChange;
  /** Everything that changes in the inbox, in order, without a hole and without a double. */
  inboxChanged: InboxChange;
  /** Who types in a dialogue, as it happens: nothing of it is kept, and nobody is told later. Customers see when staff types to them. */
  typing: Typing;
};


export type SubscriptionDialogueChangedArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  dialogueId: Scalars['ID']['input'];
};


export type SubscriptionInboxChangedArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<InboxFilter>;
};


export type SubscriptionTypingArgs = {
  dialogueId: Scalars['ID']['input'];
};

/** What to tag. */
export type TagConversationInput = {
  /** Which conversation. */
  conversationId: Scalars['ID']['input'];
  /** The same key and input give the same result, whatever happens on the way. */
  idempotencyKey?: InputMaybe<Scalars['String']['input']>;
  /** All its tags from now on: up to 20, of 1 to 50 characters. */
  tags: Array<Scalars['String']['input']>;
};

/** A template of the channel account. */
export type TemplateInput = {
  /** Its language as the platform writes it: `en_US`. */
  language: Scalars['String']['input'];
  /** What the platform knows it by. */
  name: Scalars['String']['input'];
  /** Its values. */
  parameters?: InputMaybe<Array<TemplateParameterInput>>;
  /** What it will read like: shown in the dialogue, and sent where the channel has no templates. */
  text?: InputMaybe<Scalars['String']['input']>;
};

/** A value of a template. */
export type TemplateParameterInput = {
  /** Its name; where they have none, its number from `1`. */
  name: Scalars['String']['input'];
  /** What stands there. */
  value: Scalars['String']['input'];
};

/** Somebody types, or no longer. */
export type Typing = {
  /** The agent, where it is one. */
  agent?: Maybe<Agent>;
  /** When. */
  at: Scalars['DateTime']['output'];
  /** What kind of author. */
  by: AuthorKind;
  /** On which identity; `null` while it cannot be asked. */
  identity?: Maybe<ChannelIdentity>;
  /** Typing, or no longer. Who says nothing more for five seconds has stopped. */
  on: Scalars['Boolean']['output'];
};

/** What to take back. */
export type UnsendMessageInput = {
  /** The same key and input give the same result, whatever happens on the way. */
  idempotencyKey?: InputMaybe<Scalars['String']['input']>;
  /** Which message; one that was said through Parlor. */
  messageId: Scalars['ID']['input'];
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
  Conversation: Conversation;
  Customer: Customer;
  Delivery: Delivery;
  Dialogue: Dialogue;
  Event: Event;
  Message: Message;
  Note: Note;
};

/** Mapping of federation reference types */
export type FederationReferenceTypes = {
  Conversation:
    ( { __typename: 'Conversation' }
    & GraphQLRecursivePick<FederationTypes['Conversation'], {"id":true}> );
  Customer:
    ( { __typename: 'Customer' }
    & GraphQLRecursivePick<FederationTypes['Customer'], {"id":true}> );
  Delivery:
    ( { __typename: 'Delivery' }
    & GraphQLRecursivePick<FederationTypes['Delivery'], {"id":true}> );
  Dialogue:
    ( { __typename: 'Dialogue' }
    & GraphQLRecursivePick<FederationTypes['Dialogue'], {"id":true}> );
  Event:
    ( { __typename: 'Event' }
    & GraphQLRecursivePick<FederationTypes['Event'], {"id":true}> );
  Message:
    ( { __typename: 'Message' }
    & GraphQLRecursivePick<FederationTypes['Message'], {"id":true}> );
  Note:
    ( { __typename: 'Note' }
    & GraphQLRecursivePick<FederationTypes['Note'], {"id":true}> );
};



/** Mapping between all available schema types and the resolvers types */
export type ResolversTypes = {
  AddNoteInput: ResolverTypeWrapper<Partial<AddNoteInput>>;
  ID: ResolverTypeWrapper<Partial<Scalars['ID']['output']>>;
  AddNotePayload: ResolverTypeWrapper<Partial<Omit<AddNotePayload, 'note'> & { note?: Maybe<ResolversTypes['Note']> }>>;
  Agent: ResolverTypeWrapper<Partial<Agent>>;
  AssignConversationInput: ResolverTypeWrapper<Partial<AssignConversationInput>>;
  Author: ResolverTypeWrapper<Partial<Omit<Author, 'agent' | 'customer'> & { agent?: Maybe<ResolversTypes['Agent']>, customer?: Maybe<ResolversTypes['Customer']> }>>;
  AuthorKind: ResolverTypeWrapper<Partial<AuthorKind>>;
  ButtonInput: ResolverTypeWrapper<Partial<ButtonInput>>;
  ButtonsInput: ResolverTypeWrapper<Partial<ButtonsInput>>;
  CardInput: ResolverTypeWrapper<Partial<CardInput>>;
  CarouselInput: ResolverTypeWrapper<Partial<CarouselInput>>;
  ChannelIdentity: ResolverTypeWrapper<Partial<ChannelIdentity>>;
  ChannelTemplate: ResolverTypeWrapper<Partial<ChannelTemplate>>;
  CloseConversationInput: ResolverTypeWrapper<Partial<CloseConversationInput>>;
  ContactInput: ResolverTypeWrapper<Partial<ContactInput>>;
  Content: ResolverTypeWrapper<ContentData>;
  ContentInput: ResolverTypeWrapper<Partial<ContentInput>>;
  Conversation: ResolverTypeWrapper<ConversationRow>;
  ConversationConnection: ResolverTypeWrapper<Partial<Omit<ConversationConnection, 'edges'> & { edges: Array<ResolversTypes['ConversationEdge']> }>>;
  ConversationEdge: ResolverTypeWrapper<Partial<Omit<ConversationEdge, 'node'> & { node: ResolversTypes['Conversation'] }>>;
  ConversationPayload: ResolverTypeWrapper<Partial<Omit<ConversationPayload, 'conversation'> & { conversation?: Maybe<ResolversTypes['Conversation']> }>>;
  ConversationStatus: ResolverTypeWrapper<Partial<ConversationStatus>>;
  Customer: ResolverTypeWrapper<CustomerKey>;
  DateTime: ResolverTypeWrapper<Partial<Scalars['DateTime']['output']>>;
  Degradation: ResolverTypeWrapper<Partial<Degradation>>;
  Delivery: ResolverTypeWrapper<EntryRow>;
  DeliveryError: ResolverTypeWrapper<Partial<DeliveryError>>;
  DeliveryState: ResolverTypeWrapper<Partial<DeliveryState>>;
  Dialogue: ResolverTypeWrapper<DialogueRow>;
  DialogueChange: ResolverTypeWrapper<DialogueChangeRoot>;
  DialogueChangeKind: ResolverTypeWrapper<Partial<DialogueChangeKind>>;
  Direction: ResolverTypeWrapper<Partial<Direction>>;
  EditMessageInput: ResolverTypeWrapper<Partial<EditMessageInput>>;
  Entry: ResolverTypeWrapper<EntryRow>;
  EntryConnection: ResolverTypeWrapper<Partial<Omit<EntryConnection, 'edges'> & { edges: Array<ResolversTypes['EntryEdge']> }>>;
  EntryEdge: ResolverTypeWrapper<Partial<Omit<EntryEdge, 'node'> & { node: ResolversTypes['Entry'] }>>;
  Event: ResolverTypeWrapper<EntryRow>;
  InboxChange: ResolverTypeWrapper<InboxChangeRoot>;
  InboxChangeKind: ResolverTypeWrapper<Partial<InboxChangeKind>>;
  InboxFilter: ResolverTypeWrapper<Partial<InboxFilter>>;
  JSON: ResolverTypeWrapper<Partial<Scalars['JSON']['output']>>;
  ListInput: ResolverTypeWrapper<Partial<ListInput>>;
  ListSectionInput: ResolverTypeWrapper<Partial<ListSectionInput>>;
  LocationInput: ResolverTypeWrapper<Partial<LocationInput>>;
  Float: ResolverTypeWrapper<Partial<Scalars['Float']['output']>>;
  MarkReadInput: ResolverTypeWrapper<Partial<MarkReadInput>>;
  MarkReadPayload: ResolverTypeWrapper<Partial<Omit<MarkReadPayload, 'dialogue'> & { dialogue?: Maybe<ResolversTypes['Dialogue']> }>>;
  MediaInput: ResolverTypeWrapper<Partial<MediaInput>>;
  MediaState: ResolverTypeWrapper<Partial<MediaState>>;
  Message: ResolverTypeWrapper<EntryRow>;
  MessagePayload: ResolverTypeWrapper<Partial<Omit<MessagePayload, 'message'> & { message?: Maybe<ResolversTypes['Message']> }>>;
  MessagePreview: ResolverTypeWrapper<Preview>;
  Mutation: ResolverTypeWrapper<Record<PropertyKey, never>>;
  Note: ResolverTypeWrapper<EntryRow>;
  OptionInput: ResolverTypeWrapper<Partial<OptionInput>>;
  PageInfo: ResolverTypeWrapper<Partial<PageInfo>>;
  PlatformCall: ResolverTypeWrapper<Partial<PlatformCall>>;
  PreviewMessageInput: ResolverTypeWrapper<Partial<PreviewMessageInput>>;
  Query: ResolverTypeWrapper<Record<PropertyKey, never>>;
  QuickRepliesInput: ResolverTypeWrapper<Partial<QuickRepliesInput>>;
  ReactToMessageInput: ResolverTypeWrapper<Partial<ReactToMessageInput>>;
  Reaction: ResolverTypeWrapper<Partial<Reaction>>;
  ReopenConversationInput: ResolverTypeWrapper<Partial<ReopenConversationInput>>;
  ReplyOption: ResolverTypeWrapper<ReplyOptionRoot>;
  ReplyRefusal: ResolverTypeWrapper<Partial<ReplyRefusal>>;
  RetryMessageInput: ResolverTypeWrapper<Partial<RetryMessageInput>>;
  RetryMessagePayload: ResolverTypeWrapper<Partial<Omit<RetryMessagePayload, 'message'> & { message?: Maybe<ResolversTypes['Message']> }>>;
  SendMessageInput: ResolverTypeWrapper<Partial<SendMessageInput>>;
  SendMessagePayload: ResolverTypeWrapper<Partial<Omit<SendMessagePayload, 'message' | 'replyOption'> & { message?: Maybe<ResolversTypes['Message']>, replyOption?: Maybe<ResolversTypes['ReplyOption']> }>>;
  SetTypingInput: ResolverTypeWrapper<Partial<SetTypingInput>>;
  SetTypingPayload: ResolverTypeWrapper<Partial<SetTypingPayload>>;
  SnoozeConversationInput: ResolverTypeWrapper<Partial<SnoozeConversationInput>>;
  Subscription: ResolverTypeWrapper<Record<PropertyKey, never>>;
  TagConversationInput: ResolverTypeWrapper<Partial<TagConversationInput>>;
  TemplateInput: ResolverTypeWrapper<Partial<TemplateInput>>;
  TemplateParameterInput: ResolverTypeWrapper<Partial<TemplateParameterInput>>;
  Typing: ResolverTypeWrapper<TypingRoot>;
  UnsendMessageInput: ResolverTypeWrapper<Partial<UnsendMessageInput>>;
  UserError: ResolverTypeWrapper<Partial<UserError>>;
  UserErrorCode: ResolverTypeWrapper<Partial<UserErrorCode>>;
  Boolean: ResolverTypeWrapper<Partial<Scalars['Boolean']['output']>>;
  Int: ResolverTypeWrapper<Partial<Scalars['Int']['output']>>;
  String: ResolverTypeWrapper<Partial<Scalars['String']['output']>>;
};

/** Mapping between all available schema types and the resolvers parents */
export type ResolversParentTypes = {
  AddNoteInput: Partial<AddNoteInput>;
  ID: Partial<Scalars['ID']['output']>;
  AddNotePayload: Partial<Omit<AddNotePayload, 'note'> & { note?: Maybe<ResolversParentTypes['Note']> }>;
  Agent: Partial<Agent>;
  AssignConversationInput: Partial<AssignConversationInput>;
  Author: Partial<Omit<Author, 'agent' | 'customer'> & { agent?: Maybe<ResolversParentTypes['Agent']>, customer?: Maybe<ResolversParentTypes['Customer']> }>;
  ButtonInput: Partial<ButtonInput>;
  ButtonsInput: Partial<ButtonsInput>;
  CardInput: Partial<CardInput>;
  CarouselInput: Partial<CarouselInput>;
  ChannelIdentity: Partial<ChannelIdentity>;
  ChannelTemplate: Partial<ChannelTemplate>;
  CloseConversationInput: Partial<CloseConversationInput>;
  ContactInput: Partial<ContactInput>;
  Content: ContentData;
  ContentInput: Partial<ContentInput>;
  Conversation: ConversationRow;
  ConversationConnection: Partial<Omit<ConversationConnection, 'edges'> & { edges: Array<ResolversParentTypes['ConversationEdge']> }>;
  ConversationEdge: Partial<Omit<ConversationEdge, 'node'> & { node: ResolversParentTypes['Conversation'] }>;
  ConversationPayload: Partial<Omit<ConversationPayload, 'conversation'> & { conversation?: Maybe<ResolversParentTypes['Conversation']> }>;
  Customer: CustomerKey;
  DateTime: Partial<Scalars['DateTime']['output']>;
  Degradation: Partial<Degradation>;
  Delivery: EntryRow;
  DeliveryError: Partial<DeliveryError>;
  Dialogue: DialogueRow;
  DialogueChange: DialogueChangeRoot;
  EditMessageInput: Partial<EditMessageInput>;
  Entry: EntryRow;
  EntryConnection: Partial<Omit<EntryConnection, 'edges'> & { edges: Array<ResolversParentTypes['EntryEdge']> }>;
  EntryEdge: Partial<Omit<EntryEdge, 'node'> & { node: ResolversParentTypes['Entry'] }>;
  Event: EntryRow;
  InboxChange: InboxChangeRoot;
  InboxFilter: Partial<InboxFilter>;
  JSON: Partial<Scalars['JSON']['output']>;
  ListInput: Partial<ListInput>;
  ListSectionInput: Partial<ListSectionInput>;
  LocationInput: Partial<LocationInput>;
  Float: Partial<Scalars['Float']['output']>;
  MarkReadInput: Partial<MarkReadInput>;
  MarkReadPayload: Partial<Omit<MarkReadPayload, 'dialogue'> & { dialogue?: Maybe<ResolversParentTypes['Dialogue']> }>;
  MediaInput: Partial<MediaInput>;
  Message: EntryRow;
  MessagePayload: Partial<Omit<MessagePayload, 'message'> & { message?: Maybe<ResolversParentTypes['Message']> }>;
  MessagePreview: Preview;
  Mutation: Record<PropertyKey, never>;
  Note: EntryRow;
  OptionInput: Partial<OptionInput>;
  PageInfo: Partial<PageInfo>;
  PlatformCall: Partial<PlatformCall>;
  PreviewMessageInput: Partial<PreviewMessageInput>;
  Query: Record<PropertyKey, never>;
  QuickRepliesInput: Partial<QuickRepliesInput>;
  ReactToMessageInput: Partial<ReactToMessageInput>;
  Reaction: Partial<Reaction>;
  ReopenConversationInput: Partial<ReopenConversationInput>;
  ReplyOption: ReplyOptionRoot;
  RetryMessageInput: Partial<RetryMessageInput>;
  RetryMessagePayload: Partial<Omit<RetryMessagePayload, 'message'> & { message?: Maybe<ResolversParentTypes['Message']> }>;
  SendMessageInput: Partial<SendMessageInput>;
  SendMessagePayload: Partial<Omit<SendMessagePayload, 'message' | 'replyOption'> & { message?: Maybe<ResolversParentTypes['Message']>, replyOption?: Maybe<ResolversParentTypes['ReplyOption']> }>;
  SetTypingInput: Partial<SetTypingInput>;
  SetTypingPayload: Partial<SetTypingPayload>;
  SnoozeConversationInput: Partial<SnoozeConversationInput>;
  Subscription: Record<PropertyKey, never>;
  TagConversationInput: Partial<TagConversationInput>;
  TemplateInput: Partial<TemplateInput>;
  TemplateParameterInput: Partial<TemplateParameterInput>;
  Typing: TypingRoot;
  UnsendMessageInput: Partial<UnsendMessageInput>;
  UserError: Partial<UserError>;
  Boolean: Partial<Scalars['Boolean']['output']>;
  Int: Partial<Scalars['Int']['output']>;
  String: Partial<Scalars['String']['output']>;
};

export type CacheControlDirectiveArgs = {
  inheritMaxAge?: Maybe<Scalars['Boolean']['input']>;
  maxAge?: Maybe<Scalars['Int']['input']>;
};

export type CacheControlDirectiveResolver<Result, Parent, ContextType = ConversationsContext, Args = CacheControlDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type VisibilityDirectiveArgs = {
  to: Scalars['String']['input'];
};

export type VisibilityDirectiveResolver<Result, Parent, ContextType = ConversationsContext, Args = VisibilityDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type AddNotePayloadResolvers<ContextType = ConversationsContext, ParentType extends ResolversParentTypes['AddNotePayload'] = ResolversParentTypes['AddNotePayload']> = {
  note?: Resolver<Maybe<ResolversTypes['Note']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type AgentResolvers<ContextType = ConversationsContext, ParentType extends ResolversParentTypes['Agent'] = ResolversParentTypes['Agent']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
};

export type AuthorResolvers<ContextType = ConversationsContext, ParentType extends ResolversParentTypes['Author'] = ResolversParentTypes['Author']> = {
  agent?: Resolver<Maybe<ResolversTypes['Agent']>, ParentType, ContextType>;
  customer?: Resolver<Maybe<ResolversTypes['Customer']>, ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['AuthorKind'], ParentType, ContextType>;
};

export type ChannelIdentityResolvers<ContextType = ConversationsContext, ParentType extends ResolversParentTypes['ChannelIdentity'] = ResolversParentTypes['ChannelIdentity']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
};

export type ChannelTemplateResolvers<ContextType = ConversationsContext, ParentType extends ResolversParentTypes['ChannelTemplate'] = ResolversParentTypes['ChannelTemplate']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
};

export type ContentResolvers<ContextType = ConversationsContext, ParentType extends ResolversParentTypes['Content'] = ResolversParentTypes['Content']> = {
  data?: Resolver<ResolversTypes['JSON'], ParentType, ContextType>;
  mediaState?: Resolver<Maybe<ResolversTypes['MediaState']>, ParentType, ContextType>;
  mimeType?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  name?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  reason?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  size?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  text?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  type?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  url?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type ConversationResolvers<ContextType = ConversationsContext, ParentType extends ResolversParentTypes['Conversation'] = ResolversParentTypes['Conversation'], FederationReferenceType extends FederationReferenceTypes['Conversation'] = FederationReferenceTypes['Conversation']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Conversation']> | FederationReferenceType, FederationReferenceType, ContextType>;
  assignee?: Resolver<Maybe<ResolversTypes['Agent']>, ParentType, ContextType>;
  closedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  customer?: Resolver<Maybe<ResolversTypes['Customer']>, ParentType, ContextType>;
  dialogue?: Resolver<ResolversTypes['Dialogue'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  lastActivityAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  lastMessage?: Resolver<Maybe<ResolversTypes['Message']>, ParentType, ContextType>;
  openedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  snoozedUntil?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  status?: Resolver<ResolversTypes['ConversationStatus'], ParentType, ContextType>;
  tags?: Resolver<Array<ResolversTypes['String']>, ParentType, ContextType>;
};

export type ConversationConnectionResolvers<ContextType = ConversationsContext, ParentType extends ResolversParentTypes['ConversationConnection'] = ResolversParentTypes['ConversationConnection']> = {
  edges?: Resolver<Array<ResolversTypes['ConversationEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type ConversationEdgeResolvers<ContextType = ConversationsContext, ParentType extends ResolversParentTypes['ConversationEdge'] = ResolversParentTypes['ConversationEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Conversation'], ParentType, ContextType>;
};

export type ConversationPayloadResolvers<ContextType = ConversationsContext, ParentType extends ResolversParentTypes['ConversationPayload'] = ResolversParentTypes['ConversationPayload']> = {
  conversation?: Resolver<Maybe<ResolversTypes['Conversation']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type CustomerResolvers<ContextType = ConversationsContext, ParentType extends ResolversParentTypes['Customer'] = ResolversParentTypes['Customer'], FederationReferenceType extends FederationReferenceTypes['Customer'] = FederationReferenceTypes['Customer']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Customer']> | FederationReferenceType, FederationReferenceType, ContextType>;
  conversations?: Resolver<Maybe<ResolversTypes['ConversationConnection']>, ParentType, ContextType, Partial<CustomerConversationsArgs>>;
  dialogue?: Resolver<Maybe<ResolversTypes['Dialogue']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
};

export interface DateTimeScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['DateTime'], any> {
  name: 'DateTime';
}

export type DegradationResolvers<ContextType = ConversationsContext, ParentType extends ResolversParentTypes['Degradation'] = ResolversParentTypes['Degradation']> = {
  from?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  part?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  reason?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  to?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type DeliveryResolvers<ContextType = ConversationsContext, ParentType extends ResolversParentTypes['Delivery'] = ResolversParentTypes['Delivery'], FederationReferenceType extends FederationReferenceTypes['Delivery'] = FederationReferenceTypes['Delivery']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Delivery']> | FederationReferenceType, FederationReferenceType, ContextType>;
  deliveredAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  error?: Resolver<Maybe<ResolversTypes['DeliveryError']>, ParentType, ContextType>;
  failedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  readAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  sentAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  state?: Resolver<ResolversTypes['DeliveryState'], ParentType, ContextType>;
};

export type DeliveryErrorResolvers<ContextType = ConversationsContext, ParentType extends ResolversParentTypes['DeliveryError'] = ResolversParentTypes['DeliveryError']> = {
  code?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type DialogueResolvers<ContextType = ConversationsContext, ParentType extends ResolversParentTypes['Dialogue'] = ResolversParentTypes['Dialogue'], FederationReferenceType extends FederationReferenceTypes['Dialogue'] = FederationReferenceTypes['Dialogue']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Dialogue']> | FederationReferenceType, FederationReferenceType, ContextType>;
  customer?: Resolver<Maybe<ResolversTypes['Customer']>, ParentType, ContextType>;
  entries?: Resolver<ResolversTypes['EntryConnection'], ParentType, ContextType, Partial<DialogueEntriesArgs>>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  openConversation?: Resolver<Maybe<ResolversTypes['Conversation']>, ParentType, ContextType>;
  replyOptions?: Resolver<Maybe<Array<ResolversTypes['ReplyOption']>>, ParentType, ContextType>;
  unreadCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type DialogueChangeResolvers<ContextType = ConversationsContext, ParentType extends ResolversParentTypes['DialogueChange'] = ResolversParentTypes['DialogueChange']> = {
  at?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  conversation?: Resolver<Maybe<ResolversTypes['Conversation']>, ParentType, ContextType>;
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  dialogue?: Resolver<ResolversTypes['Dialogue'], ParentType, ContextType>;
  entry?: Resolver<Maybe<ResolversTypes['Entry']>, ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['DialogueChangeKind'], ParentType, ContextType>;
  late?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
};

export type EntryResolvers<ContextType = ConversationsContext, ParentType extends ResolversParentTypes['Entry'] = ResolversParentTypes['Entry']> = {
  __resolveType: TypeResolveFn<'Event' | 'Message' | 'Note', ParentType, ContextType>;
};

export type EntryConnectionResolvers<ContextType = ConversationsContext, ParentType extends ResolversParentTypes['EntryConnection'] = ResolversParentTypes['EntryConnection']> = {
  edges?: Resolver<Array<ResolversTypes['EntryEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type EntryEdgeResolvers<ContextType = ConversationsContext, ParentType extends ResolversParentTypes['EntryEdge'] = ResolversParentTypes['EntryEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Entry'], ParentType, ContextType>;
};

export type EventResolvers<ContextType = ConversationsContext, ParentType extends ResolversParentTypes['Event'] = ResolversParentTypes['Event'], FederationReferenceType extends FederationReferenceTypes['Event'] = FederationReferenceTypes['Event']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Event']> | FederationReferenceType, FederationReferenceType, ContextType>;
  at?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  data?: Resolver<ResolversTypes['JSON'], ParentType, ContextType>;
  dialogue?: Resolver<ResolversTypes['Dialogue'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type InboxChangeResolvers<ContextType = ConversationsContext, ParentType extends ResolversParentTypes['InboxChange'] = ResolversParentTypes['InboxChange']> = {
  at?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  conversation?: Resolver<Maybe<ResolversTypes['Conversation']>, ParentType, ContextType>;
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['InboxChangeKind'], ParentType, ContextType>;
};

export interface JsonScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['JSON'], any> {
  name: 'JSON';
}

export type MarkReadPayloadResolvers<ContextType = ConversationsContext, ParentType extends ResolversParentTypes['MarkReadPayload'] = ResolversParentTypes['MarkReadPayload']> = {
  dialogue?: Resolver<Maybe<ResolversTypes['Dialogue']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type MessageResolvers<ContextType = ConversationsContext, ParentType extends ResolversParentTypes['Message'] = ResolversParentTypes['Message'], FederationReferenceType extends FederationReferenceTypes['Message'] = FederationReferenceTypes['Message']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Message']> | FederationReferenceType, FederationReferenceType, ContextType>;
  at?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  author?: Resolver<ResolversTypes['Author'], ParentType, ContextType>;
  burst?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  content?: Resolver<Array<ResolversTypes['Content']>, ParentType, ContextType>;
  delivery?: Resolver<Maybe<ResolversTypes['Delivery']>, ParentType, ContextType>;
  dialogue?: Resolver<ResolversTypes['Dialogue'], ParentType, ContextType>;
  direction?: Resolver<ResolversTypes['Direction'], ParentType, ContextType>;
  editedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  identity?: Resolver<Maybe<ResolversTypes['ChannelIdentity']>, ParentType, ContextType>;
  reactions?: Resolver<Array<ResolversTypes['Reaction']>, ParentType, ContextType>;
  replyTo?: Resolver<Maybe<ResolversTypes['Message']>, ParentType, ContextType>;
  retryOf?: Resolver<Maybe<ResolversTypes['Message']>, ParentType, ContextType>;
  text?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  unsentAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type MessagePayloadResolvers<ContextType = ConversationsContext, ParentType extends ResolversParentTypes['MessagePayload'] = ResolversParentTypes['MessagePayload']> = {
  message?: Resolver<Maybe<ResolversTypes['Message']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type MessagePreviewResolvers<ContextType = ConversationsContext, ParentType extends ResolversParentTypes['MessagePreview'] = ResolversParentTypes['MessagePreview']> = {
  calls?: Resolver<Array<ResolversTypes['PlatformCall']>, ParentType, ContextType>;
  content?: Resolver<Array<ResolversTypes['Content']>, ParentType, ContextType>;
  degradations?: Resolver<Array<ResolversTypes['Degradation']>, ParentType, ContextType>;
  identity?: Resolver<Maybe<ResolversTypes['ChannelIdentity']>, ParentType, ContextType>;
  message?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  reason?: Resolver<Maybe<ResolversTypes['ReplyRefusal']>, ParentType, ContextType>;
};

export type MutationResolvers<ContextType = ConversationsContext, ParentType extends ResolversParentTypes['Mutation'] = ResolversParentTypes['Mutation']> = {
  addNote?: Resolver<ResolversTypes['AddNotePayload'], ParentType, ContextType, RequireFields<MutationAddNoteArgs, 'input'>>;
  assignConversation?: Resolver<ResolversTypes['ConversationPayload'], ParentType, ContextType, RequireFields<MutationAssignConversationArgs, 'input'>>;
  closeConversation?: Resolver<ResolversTypes['ConversationPayload'], ParentType, ContextType, RequireFields<MutationCloseConversationArgs, 'input'>>;
  editMessage?: Resolver<ResolversTypes['MessagePayload'], ParentType, ContextType, RequireFields<MutationEditMessageArgs, 'input'>>;
  markRead?: Resolver<ResolversTypes['MarkReadPayload'], ParentType, ContextType, RequireFields<MutationMarkReadArgs, 'input'>>;
  reactToMessage?: Resolver<ResolversTypes['MessagePayload'], ParentType, ContextType, RequireFields<MutationReactToMessageArgs, 'input'>>;
  reopenConversation?: Resolver<ResolversTypes['ConversationPayload'], ParentType, ContextType, RequireFields<MutationReopenConversationArgs, 'input'>>;
  retryMessage?: Resolver<ResolversTypes['RetryMessagePayload'], ParentType, ContextType, RequireFields<MutationRetryMessageArgs, 'input'>>;
  sendMessage?: Resolver<ResolversTypes['SendMessagePayload'], ParentType, ContextType, RequireFields<MutationSendMessageArgs, 'input'>>;
  setTyping?: Resolver<ResolversTypes['SetTypingPayload'], ParentType, ContextType, RequireFields<MutationSetTypingArgs, 'input'>>;
  snoozeConversation?: Resolver<ResolversTypes['ConversationPayload'], ParentType, ContextType, RequireFields<MutationSnoozeConversationArgs, 'input'>>;
  tagConversation?: Resolver<ResolversTypes['ConversationPayload'], ParentType, ContextType, RequireFields<MutationTagConversationArgs, 'input'>>;
  unsendMessage?: Resolver<ResolversTypes['MessagePayload'], ParentType, ContextType, RequireFields<MutationUnsendMessageArgs, 'input'>>;
};

export type NoteResolvers<ContextType = ConversationsContext, ParentType extends ResolversParentTypes['Note'] = ResolversParentTypes['Note'], FederationReferenceType extends FederationReferenceTypes['Note'] = FederationReferenceTypes['Note']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Note']> | FederationReferenceType, FederationReferenceType, ContextType>;
  at?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  author?: Resolver<ResolversTypes['Author'], ParentType, ContextType>;
  dialogue?: Resolver<ResolversTypes['Dialogue'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  text?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type PageInfoResolvers<ContextType = ConversationsContext, ParentType extends ResolversParentTypes['PageInfo'] = ResolversParentTypes['PageInfo']> = {
  endCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  hasNextPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  hasPreviousPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  startCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type PlatformCallResolvers<ContextType = ConversationsContext, ParentType extends ResolversParentTypes['PlatformCall'] = ResolversParentTypes['PlatformCall']> = {
  body?: Resolver<Maybe<ResolversTypes['JSON']>, ParentType, ContextType>;
  method?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  path?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  protocol?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type QueryResolvers<ContextType = ConversationsContext, ParentType extends ResolversParentTypes['Query'] = ResolversParentTypes['Query']> = {
  conversation?: Resolver<Maybe<ResolversTypes['Conversation']>, ParentType, ContextType, RequireFields<QueryConversationArgs, 'id'>>;
  inbox?: Resolver<ResolversTypes['ConversationConnection'], ParentType, ContextType, Partial<QueryInboxArgs>>;
  previewMessage?: Resolver<Array<ResolversTypes['MessagePreview']>, ParentType, ContextType, RequireFields<QueryPreviewMessageArgs, 'input'>>;
};

export type ReactionResolvers<ContextType = ConversationsContext, ParentType extends ResolversParentTypes['Reaction'] = ResolversParentTypes['Reaction']> = {
  at?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  by?: Resolver<ResolversTypes['AuthorKind'], ParentType, ContextType>;
  emoji?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type ReplyOptionResolvers<ContextType = ConversationsContext, ParentType extends ResolversParentTypes['ReplyOption'] = ResolversParentTypes['ReplyOption']> = {
  content?: Resolver<Array<ResolversTypes['String']>, ParentType, ContextType>;
  identity?: Resolver<Maybe<ResolversTypes['ChannelIdentity']>, ParentType, ContextType>;
  message?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  open?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  openUntil?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  reason?: Resolver<Maybe<ResolversTypes['ReplyRefusal']>, ParentType, ContextType>;
  tag?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  templates?: Resolver<Maybe<Array<ResolversTypes['ChannelTemplate']>>, ParentType, ContextType>;
};

export type RetryMessagePayloadResolvers<ContextType = ConversationsContext, ParentType extends ResolversParentTypes['RetryMessagePayload'] = ResolversParentTypes['RetryMessagePayload']> = {
  message?: Resolver<Maybe<ResolversTypes['Message']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type SendMessagePayloadResolvers<ContextType = ConversationsContext, ParentType extends ResolversParentTypes['SendMessagePayload'] = ResolversParentTypes['SendMessagePayload']> = {
  message?: Resolver<Maybe<ResolversTypes['Message']>, ParentType, ContextType>;
  replyOption?: Resolver<Maybe<ResolversTypes['ReplyOption']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type SetTypingPayloadResolvers<ContextType = ConversationsContext, ParentType extends ResolversParentTypes['SetTypingPayload'] = ResolversParentTypes['SetTypingPayload']> = {
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type SubscriptionResolvers<ContextType = ConversationsContext, ParentType extends ResolversParentTypes['Subscription'] = ResolversParentTypes['Subscription']> = {
  dialogueChanged?: SubscriptionResolver<ResolversTypes['DialogueChange'], "dialogueChanged", ParentType, ContextType, RequireFields<SubscriptionDialogueChangedArgs, 'dialogueId'>>;
  inboxChanged?: SubscriptionResolver<ResolversTypes['InboxChange'], "inboxChanged", ParentType, ContextType, Partial<SubscriptionInboxChangedArgs>>;
  typing?: SubscriptionResolver<ResolversTypes['Typing'], "typing", ParentType, ContextType, RequireFields<SubscriptionTypingArgs, 'dialogueId'>>;
};

export type TypingResolvers<ContextType = ConversationsContext, ParentType extends ResolversParentTypes['Typing'] = ResolversParentTypes['Typing']> = {
  agent?: Resolver<Maybe<ResolversTypes['Agent']>, ParentType, ContextType>;
  at?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  by?: Resolver<ResolversTypes['AuthorKind'], ParentType, ContextType>;
  identity?: Resolver<Maybe<ResolversTypes['ChannelIdentity']>, ParentType, ContextType>;
  on?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
};

export type UserErrorResolvers<ContextType = ConversationsContext, ParentType extends ResolversParentTypes['UserError'] = ResolversParentTypes['UserError']> = {
  code?: Resolver<ResolversTypes['UserErrorCode'], ParentType, ContextType>;
  field?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type Resolvers<ContextType = ConversationsContext> = {
  AddNotePayload?: AddNotePayloadResolvers<ContextType>;
  Agent?: AgentResolvers<ContextType>;
  Author?: AuthorResolvers<ContextType>;
  ChannelIdentity?: ChannelIdentityResolvers<ContextType>;
  ChannelTemplate?: ChannelTemplateResolvers<ContextType>;
  Content?: ContentResolvers<ContextType>;
  Conversation?: ConversationResolvers<ContextType>;
  ConversationConnection?: ConversationConnectionResolvers<ContextType>;
  ConversationEdge?: ConversationEdgeResolvers<ContextType>;
  ConversationPayload?: ConversationPayloadResolvers<ContextType>;
  Customer?: CustomerResolvers<ContextType>;
  DateTime?: GraphQLScalarType;
  Degradation?: DegradationResolvers<ContextType>;
  Delivery?: DeliveryResolvers<ContextType>;
  DeliveryError?: DeliveryErrorResolvers<ContextType>;
  Dialogue?: DialogueResolvers<ContextType>;
  DialogueChange?: DialogueChangeResolvers<ContextType>;
  Entry?: EntryResolvers<ContextType>;
  EntryConnection?: EntryConnectionResolvers<ContextType>;
  EntryEdge?: EntryEdgeResolvers<ContextType>;
  Event?: EventResolvers<ContextType>;
  InboxChange?: InboxChangeResolvers<ContextType>;
  JSON?: GraphQLScalarType;
  MarkReadPayload?: MarkReadPayloadResolvers<ContextType>;
  Message?: MessageResolvers<ContextType>;
  MessagePayload?: MessagePayloadResolvers<ContextType>;
  MessagePreview?: MessagePreviewResolvers<ContextType>;
  Mutation?: MutationResolvers<ContextType>;
  Note?: NoteResolvers<ContextType>;
  PageInfo?: PageInfoResolvers<ContextType>;
  PlatformCall?: PlatformCallResolvers<ContextType>;
  Query?: QueryResolvers<ContextType>;
  Reaction?: ReactionResolvers<ContextType>;
  ReplyOption?: ReplyOptionResolvers<ContextType>;
  RetryMessagePayload?: RetryMessagePayloadResolvers<ContextType>;
  SendMessagePayload?: SendMessagePayloadResolvers<ContextType>;
  SetTypingPayload?: SetTypingPayloadResolvers<ContextType>;
  Subscription?: SubscriptionResolvers<ContextType>;
  Typing?: TypingResolvers<ContextType>;
  UserError?: UserErrorResolvers<ContextType>;
};

export type DirectiveResolvers<ContextType = ConversationsContext> = {
  cacheControl?: CacheControlDirectiveResolver<any, any, ContextType>;
  visibility?: VisibilityDirectiveResolver<any, any, ContextType>;
};
