import {
  type Attributes,
  context,
  ProxyTracerProvider,
  propagation,
  ROOT_CONTEXT,
  type Span,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api';
import { CodedError } from '../schema/errors.ts';

/** What a span says about itself: ids, names, codes and counts; never what people wrote, their addresses or tokens. */
export type Facts = Attributes;

/** A span whose work is not one call, as a request's that goes through hooks. */
export interface OpenSpan {
  /** Runs work as a part of it. */
  inside<R>(work: () => R): R;
  /** Ends it; with the code of the failure where it failed. */
  end(facts: Facts, failure?: string): void;
}

/** Undefined where nobody traces: then nothing below does anything, or allocates. */
function tracer() {
  const provider = trace.getTracerProvider();
  return provider instanceof ProxyTracerProvider ? provider.getDelegateTracer('parlor') : provider.getTracer('parlor');
}

/** Does the work as a span of the trace it is done in; a trace begins where there is none. */
export function span<R>(name: string, facts: Facts, work: () => R): R {
  const recorder = tracer();
  return recorder ? recorder.startActiveSpan(name, { attributes: facts }, (active) => timed(active, work)) : work();
}

/** The same as a span of the trace that is told (a W3C traceparent); where none is, of the one it is done in. */
export function continued<R>(traceparent: string | null | undefined, name: string, facts: Facts, work: () => R): R {
  return within(traceparent, () => span(name, facts, work));
}

/** The same, but only as part of a trace: what happens by itself, all the time, begins none. */
export function part<R>(name: string, facts: Facts, work: () => R): R {
  return trace.getActiveSpan() ? span(name, facts, work) : work();
}

/** Does the work in the trace that is told, without a span of its own. */
export function within<R>(traceparent: string | null | undefined, work: () => R): R {
  if (!traceparent || !tracer()) return work();
  return context.with(propagation.extract(ROOT_CONTEXT, { traceparent }), work);
}

/** The W3C traceparent of the span we are in, to go along with what is sent; undefined where nobody traces. */
export function carry(): string | undefined {
  if (!trace.getActiveSpan()) return undefined;
  const carrier: { traceparent?: string } = {};
  propagation.inject(context.active(), carrier);
  return carrier.traceparent;
}

/** The id of the trace we are in, for lines of the log. */
export function traceId(): string | undefined {
  return trace.getActiveSpan()?.spanContext().traceId;
}

/** Opens a span that is ended by hand, in the trace that is told where one is; undefined where nobody traces. */
export function openSpan(traceparent: string | undefined, name: string, facts: Facts): OpenSpan | undefined {
  const recorder = tracer();
  if (!recorder) return undefined;
  const parent = traceparent ? propagation.extract(ROOT_CONTEXT, { traceparent }) : context.active();
  const opened = recorder.startSpan(name, { attributes: facts }, parent);
  const inner = trace.setSpan(parent, opened);
  return {
    inside: (work) => context.with(inner, work),
    end: (more, failure) => {
      opened.setAttributes(more);
      end(opened, failure);
    },
  };
}

function timed<R>(active: Span, work: () => R): R {
  try {
    const result = work();
    if (result instanceof Promise)
      result.then(
        () => active.end(),
        (error: unknown) => end(active, codeOf(error)),
      );
    else active.end();
    return result;
  } catch (error) {
    end(active, codeOf(error));
    throw error;
  }
}

function end(active: Span, failure?: string): void {
  if (failure) active.setStatus({ code: SpanStatusCode.ERROR }).setAttribute('error.type', failure);
  active.end();
}

/** Messages of errors stay out of traces: they may tell what somebody wrote. */
function codeOf(error: unknown): string {
  return error instanceof CodedError ? error.code : error instanceof Error ? error.name : 'unknown';
}
