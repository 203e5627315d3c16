/**
 * `choan/client`: typed operations of the API, the activity log as a feed that resumes by itself, any other subscription
 * over lost sockets, and the document of an editor kept in sync with a draft over a stock y-websocket provider. Runs in
 * browsers, and in Node with the WebSocket of the package `ws`.
 *
 *     const client = createChoanClient({ url: 'https://choan.example' });
 *     await client.signIn({ email, password });
 *     for await (const event of client.follow(ActivityDocument, { filter: { planId } })) show(event);
 *     for await (const { presence } of client.subscribe(PresenceDocument, { draftId })) list(presence);
 *
 *     const connection = connectDraft({ url, draftId, doc, getAccessToken: client.accessToken });
 *     connection.onStatus((status) => editor.setEditable(status.state === 'saved' || status.state === 'saving'));
 */
export type { ActivityData, ActivityFeed, ActivityVariables, FollowOptions } from './activity-feed.ts';
export { ballotReceipt, createBallotTicket } from './ballot-ticket.ts';
export {
  createChoanClient,
  type ChoanClient,
  type ChoanClientOptions,
  type MutateOptions,
  type RequestOptions,
} from './choan-client.ts';
export type { TypedDocument } from './documents.ts';
export { connectDraft, type DraftConnection } from './draft-connection.ts';
export { ChoanError, type AnswerError, type ClientErrorCode } from './errors.ts';
export * from './generated/graphql.ts';
export type { DraftConnectionOptions, WebSocketConstructor } from './options.ts';
export type { ChoanSession, TokenOptions } from './session-tokens.ts';
export type { DraftStatus, RefusalCode } from './status.ts';
export type { SubscribeOptions, Subscription } from './subscription.ts';
