import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor, NodeTracerProvider } from '@opentelemetry/sdk-trace-node';

/** Sends the spans of this process to a collector (OTLP over HTTP, JSON), in batches; `stop` sends what is left. */
export function startTracing(endpoint: string, part: string): { stop(): Promise<void> } {
  const exporter = new OTLPTraceExporter({ url: `${endpoint.replace(/\/$/, '')}/v1/traces`, timeoutMillis: 5_000 });
  const provider = new NodeTracerProvider({
    resource: resourceFromAttributes({ 'service.name': `parlor-${part}` }),
    spanProcessors: [new BatchSpanProcessor(exporter)],
  });
  provider.register();
  // A collector that is away must not keep a process from stopping.
  return { stop: () => provider.shutdown().catch(() => undefined) };
}
