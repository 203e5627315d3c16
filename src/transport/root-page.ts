import { activityFeedPath } from '../feeds/public-feeds.ts';
import { graphiqlPath } from './graphiql.ts';

const style = `
  :root { color-scheme: light dark; font: 16px/1.6 system-ui, sans-serif; }
  body { max-width: 44rem; margin: 3rem auto; padding: 0 1.25rem; }
  h1 { margin-bottom: 0; }
  h1 small { font-weight: normal; opacity: .7; }
  dt { font-weight: 600; margin-top: 1rem; }
  dd { margin: 0; }
  code, pre { font: .9em/1.5 ui-monospace, monospace; background: #8882; border-radius: .25rem; }
  code { padding: .1em .35em; }
  pre { padding: .75rem; overflow-x: auto; }
`;

/** The page for a person who opens the server's address in a browser. Takes nothing from other hosts. */
export function rootPage(options: {
  readonly showsSchema: boolean;
  readonly showsFeeds: boolean;
  readonly sendsDigests: boolean;
  readonly showsGraphiql: boolean;
  readonly host: string | undefined;
}): string {
  const { showsSchema, showsFeeds, sendsDigests, showsGraphiql } = options;
  const feeds = showsFeeds
    ? `What is public as an Atom feed: <a href="${activityFeedPath}">${activityFeedPath}</a>. `
    : '';
  const digests = sendsDigests
    ? `Members get digests by mail
with the mutation <code>setDigest(input: {digest: DAILY})</code>, and turn them off with <code>NEVER</code>. `
    : '';
  const withoutProgram =
    feeds + digests === ''
      ? ''
      : `<dt>Without a program <span lang="ko">· 구독</span></dt>
<dd>${feeds}${digests}</dd>
`;
  // It comes from the client: nothing but a host name and port may get into the page.
  const host = /^[\w.:[\]-]{1,255}$/.exec(options.host ?? '')?.[0] ?? '127.0.0.1:4000';
  const graphiql = showsGraphiql ? ` Try it out in <a href="${graphiqlPath}">GraphiQL</a>.` : '';
  const schema = showsSchema ? ', <a href="/docs/schema.graphql">schema.graphql</a>' : '';
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Choan 초안</title>
<style>${style}</style>
</head>
<body>
<h1>Choan <small lang="ko">초안</small></h1>
<p>Where a public task force drafts, reviews, confirms and publishes a plan together. This is its server; it is for
client programs, and beside this page has none for people.</p>
<p lang="ko">공공 추진단이 기본계획의 초안을 함께 쓰고, 검토하고, 의결하고, 공표하는 서버입니다.</p>
<dl>
<dt>GraphQL</dt>
<dd><code>POST /graphql</code>. Sign in with the mutation <code>signIn</code>, then send
<code>Authorization: Bearer …</code>. Published plans can be read without an account.${graphiql}
<pre>curl http://${host}/graphql -H 'content-type: application/json' \\
  -d '{"query":"{ plans { nodes { title latestVersion { number hash } } } }"}'</pre></dd>
<dt>Feeds <span lang="ko">· 실시간 소식</span></dt>
<dd>Subscriptions over WebSocket at <code>/graphql</code>, protocol <code>graphql-transport-ws</code>:
<code>subscription { activity { cursor kind at } }</code></dd>
${withoutProgram}<dt>Co-editing <span lang="ko">· 공동 편집</span></dt>
<dd>Any Yjs editor, with y-websocket at <code>/collab/&lt;draftId&gt;</code>.</dd>
<dt>Documentation <span lang="ko">· 문서</span></dt>
<dd><a href="/docs/README.md">README</a>, <a href="/docs/SPEC.md">SPEC</a>,
<a href="/docs/CONTRIBUTING.md">CONTRIBUTING</a>${schema}</dd>
<dt>Operations <span lang="ko">· 운영</span></dt>
<dd><a href="/healthz">/healthz</a>, <a href="/readyz">/readyz</a>, <a href="/metrics">/metrics</a></dd>
</dl>
</body>
</html>
`;
}
