import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { ApplicationData, type ApplicationProcess } from '../support/application.ts';
import { Editor } from '../support/editor.ts';
import {
  administratorEnvironment,
  assembleTaskForce,
  createKeyTask,
  type TaskForce,
} from '../support/task-force.ts';

interface OtlpSpan {
  readonly name: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly status: { readonly code?: number };
  readonly attributes: { readonly key: string; readonly value: Record<string, unknown> }[];
}

interface OtlpExport {
  readonly resourceSpans: {
    readonly resource: { readonly attributes: OtlpSpan['attributes'] };
    readonly scopeSpans: { readonly spans: OtlpSpan[] }[];
  }[];
}

const valueOf = ({ attributes }: Pick<OtlpSpan, 'attributes'>, key: string): unknown =>
  Object.values(attributes.find((attribute) => attribute.key === key)?.value ?? {})[0];

/** Receives spans as any collector does: OTLP over HTTP, in JSON. */
describe('OpenTelemetry', { timeout: 120_000 }, () => {
  const spans: OtlpSpan[] = [];
  const services = new Set<unknown>();
  let received = '';
  let collector: Server;
  let data: ApplicationData;
  let application: ApplicationProcess;
  let taskForce: TaskForce;

  beforeAll(async () => {
    collector = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const body = Buffer.concat(chunks).toString();
        received += body;
        for (const { resource, scopeSpans } of (JSON.parse(body) as OtlpExport).resourceSpans) {
          services.add(valueOf(resource, 'service.name'));
          for (const scope of scopeSpans) spans.push(...scope.spans);
        }
        response.setHeader('content-type', 'application/json').end('{}');
      });
    });
    collector.listen(0, '127.0.0.1');
    await once(collector, 'listening');
    data = await ApplicationData.create();
    application = await data.start({
      ...administratorEnvironment,
      OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${(collector.address() as AddressInfo).port}/`,
      OTEL_SERVICE_NAME: 'choan-under-test',
      OTEL_BSP_SCHEDULE_DELAY: '50',
    });
    taskForce = await assembleTaskForce(application.url);
  }, 120_000);
  afterAll(async () => {
    await application.kill();
    await data.remove();
    collector.close();
  });

  async function ask(query: string, headers: Record<string, string> = {}): Promise<void> {
    const response = await fetch(`${application.url}/graphql`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${taskForce.people.secretariat.token ?? ''}`,
        ...headers,
      },
      body: JSON.stringify({ query }),
    });
    await response.text();
  }

  const named = (name: string, traceId: string) =>
    vi.waitFor(
      () => {
        const span = spans.find((one) => one.name === name && one.traceId === traceId);
        if (span === undefined) throw new Error(`There is no span ${name} of the trace ${traceId}.`);
        return span;
      },
      { timeout: 10_000 },
    );

  it('has a span for an operation, named by its type, in the trace of the caller, and one for each command to the database', async () => {
    const [traceId, callerId] = ['0af7651916cd43dd8448eb211c80319c', 'b7ad6b7169203331'];
    await ask('query Titles { plans { nodes { title } } }', { traceparent: `00-${traceId}-${callerId}-01` });
    const operation = await named('query', traceId);
    expect(operation.parentSpanId).toBe(callerId);
    expect(valueOf(operation, 'graphql.operation.type')).toBe('query');
    expect(valueOf(operation, 'graphql.operation.name')).toBe('Titles');
    expect(valueOf(operation, 'http.response.status_code')).toBe(200);
    const command = await named('find plans', traceId);
    expect(command.parentSpanId).toBe(operation.spanId);
    expect(valueOf(command, 'db.system.name')).toBe('mongodb');
    expect(services).toEqual(new Set(['choan-under-test']));
  });

  it('counts the commands of an operation in the metrics, as many as there are spans', async () => {
    const roundTrips = async () => {
      const metrics = await (await fetch(`${application.url}/metrics`)).text();
      return Number(/graphql_database_round_trips_sum\{type="query"\} (\d+)/.exec(metrics)?.[1] ?? 0);
    };
    const before = await roundTrips();
    const traceId = '4af7651916cd43dd8448eb211c80319c';
    await ask('{ plans { nodes { title } } }', { traceparent: `00-${traceId}-b7ad6b7169203331-01` });
    await named('query', traceId);
    const commands = spans.filter((span) => span.traceId === traceId && span.name !== 'query');
    // The session, the member, and the plans.
    expect(commands.length).toBe(3);
    expect((await roundTrips()) - before).toBe(3);
  });

  it('tells a failure by its code', async () => {
    const traceId = '1af7651916cd43dd8448eb211c80319c';
    await ask('query Broken { plans(first: 100000) { nodes { title } } }', {
      traceparent: `00-${traceId}-b7ad6b7169203331-01`,
    });
    const operation = await named('query', traceId);
    expect(operation.status.code).toBe(2);
    expect(valueOf(operation, 'error.type')).toBe('INVALID_INPUT');
  });

  it('cuts off the name that a client gives its operation', async () => {
    const traceId = '5af7651916cd43dd8448eb211c80319c';
    await ask(`query ${'n'.repeat(100_000)} { plans { nodes { id } } }`, {
      traceparent: `00-${traceId}-b7ad6b7169203331-01`,
    });
    expect(valueOf(await named('query', traceId), 'graphql.operation.name')).toBe('n'.repeat(256));
  });

  it('does not record a trace that the caller does not', async () => {
    const traceId = '2af7651916cd43dd8448eb211c80319c';
    await ask('{ plans { nodes { id } } }', { traceparent: `00-${traceId}-b7ad6b7169203331-00` });
    const later = '3af7651916cd43dd8448eb211c80319c';
    await ask('{ plans { nodes { id } } }', { traceparent: `00-${later}-b7ad6b7169203331-01` });
    await named('query', later);
    expect(spans.filter((span) => span.traceId === traceId)).toEqual([]);
  });

  it('has spans for what rooms do, and nothing of what somebody wrote', async () => {
    const { draft } = await createKeyTask(taskForce, 'A title that nobody else has');
    const editor = new Editor(taskForce.people.first, draft.collaborationPath);
    await editor.synced();
    editor.addParagraph('p1', 'words that nobody else has');
    await vi.waitFor(
      () =>
        expect(spans.map(({ name }) => name)).toEqual(
          expect.arrayContaining(['collab.open', 'collab.append', 'collab.describe', 'mutation']),
        ),
      { timeout: 10_000 },
    );
    editor.destroy();
    expect(await application.terminate()).toBe(0);
    expect(received).not.toContain('nobody else has');
    expect(received).not.toContain(taskForce.people.secretariat.token);
    expect(received).not.toContain(administratorEnvironment.ADMIN_PASSWORD);
  });
});
