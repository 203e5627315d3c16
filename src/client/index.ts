/**
 * `choan/client`: keeps the document of an editor in sync with a draft on a Choan server, over a stock y-websocket
 * provider. Runs in browsers, and in Node with the WebSocket of the package `ws`.
 *
 *     const connection = connectDraft({ url: 'https://choan.example', draftId, doc, getAccessToken });
 *     connection.onStatus((status) => editor.setEditable(status.state === 'saved' || status.state === 'saving'));
 */
export { ballotReceipt, createBallotTicket } from './ballot-ticket.ts';
export { connectDraft, type DraftConnection } from './draft-connection.ts';
export type { DraftConnectionOptions, WebSocketConstructor } from './options.ts';
export type { DraftStatus, RefusalCode } from './status.ts';
