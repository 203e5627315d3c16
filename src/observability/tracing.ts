import {
  context,
  propagation,
  SpanKind,
  SpanStatusCode,
  trace,
  type Attributes,
  type Context,
  type Span,
} from '@opentelemetry/api';

/** What traces are sent to, and which. */
export interface TracingOptions {
  /** Base URL of an OTLP receiver over HTTP, e.g. `http://127.0.0.1:4318`; spans go to its `/v1/traces`. */
  readonly endpoint: string;
  readonly serviceName: string;
  /** Part of the traces that are recorded, 0 to 1. One that a caller doesn't record isn't recorded here either. */
  readonly ratio: number;
  /** Whether what callers say of that counts, as when they are proxies of one's own. */
  readonly trustsCallers: boolean;
}

/** Longer values are cut off: clients choose the names of operations. */
const maxAttributeLength = 256;

/** Without a provider it makes spans that cost next to nothing and go nowhere. */
const tracer = () => trace.getTracer('choan');

/**
 * Sends OpenTelemetry spans of this process from now on; `close` sends the rest. The libraries are loaded only here, so
 * that a process that isn't traced neither waits for them nor holds them.
 */
export async function startTracing({ endpoint, serviceName, ratio, trustsCallers }: TracingOptions) {
  const [sdk, { OTLPTraceExporter }, { resourceFromAttributes }] = await Promise.all([
    import('@opentelemetry/sdk-trace-node'),
    import('@opentelemetry/exporter-trace-otlp-http'),
    import('@opentelemetry/resources'),
  ]);
  const sampler = new sdk.TraceIdRatioBasedSampler(ratio);
  const provider = new sdk.NodeTracerProvider({
    resource: resourceFromAttributes({ 'service.name': serviceName }),
    sampler: new sdk.ParentBasedSampler({
      root: sampler,
      ...(trustsCallers ? {} : { remoteParentSampled: sampler }),
    }),
    spanLimits: { attributeValueLengthLimit: maxAttributeLength },
    spanProcessors: [
      new sdk.BatchSpanProcessor(
        new OTLPTraceExporter({ url: `${endpoint.replace(/\/$/, '')}/v1/traces`, timeoutMillis: 3000 }),
      ),
    ],
  });
  provider.register();
  return {
    async close(): Promise<void> {
      await provider.shutdown();
      trace.disable();
      context.disable();
      propagation.disable();
    },
  };
}

/** What a caller said of its trace (https://www.w3.org/TR/trace-context/). */
export function callersTrace(headers: Readonly<Record<string, string | string[] | undefined>>): Context {
  return propagation.extract(context.active(), headers);
}

/** Begins a span for a request that comes in, as a child of the caller's; it is the running one in `work`. */
export function serveInSpan<T>(name: string, caller: Context, work: (span: Span) => T): T {
  return tracer().startActiveSpan(name, { kind: SpanKind.SERVER }, caller, work);
}

/** Runs `work` in a span of its own, which ends with it and tells its failure. */
export function inSpan<T>(name: string, attributes: Attributes, work: () => Promise<T>): Promise<T> {
  return tracer().startActiveSpan(name, { attributes }, async (span) => {
    try {
      return await work();
    } catch (error) {
      failSpan(span, error);
      throw error;
    } finally {
      span.end();
    }
  });
}

/** The kind of error, never its message: that may hold what somebody wrote. */
export function failSpan(span: Span, error: unknown): void {
  span.setStatus({ code: SpanStatusCode.ERROR });
  span.setAttribute('error.type', error instanceof Error ? error.name : 'unknown');
}

/** Begins a span for something that this process asks of another, as a child of the running one. */
export function startClientSpan(name: string, attributes: Attributes): Span {
  return tracer().startSpan(name, { kind: SpanKind.CLIENT, attributes });
}

/** Says of the running span what it turned out to be. */
export function describeSpan(name: string, attributes: Attributes): void {
  trace.getActiveSpan()?.updateName(name).setAttributes(attributes);
}

/** What is told of a GraphQL operation; not its document, which may hold what somebody wrote. */
export function operationAttributes(type: string, name: string | null | undefined): Attributes {
  return {
    'graphql.operation.type': type,
    ...(name === null || name === undefined
      ? {}
      : { 'graphql.operation.name': name.slice(0, maxAttributeLength) }),
  };
}

/** Says of the running span that it failed, with the code that the caller is told. */
export function failRunningSpan(code: string): void {
  trace.getActiveSpan()?.setStatus({ code: SpanStatusCode.ERROR }).setAttribute('error.type', code);
}
