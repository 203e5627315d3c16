import type { ErrorRequestHandler, Request, RequestHandler, Response } from 'express';
import type { Logger } from '../observability/logger.ts';
import type { Metrics } from '../observability/metrics.ts';
import { currentRequest } from '../observability/request-scope.ts';

interface HttpFailure {
  readonly status: number;
  readonly code: string;
  readonly message: string;
}

/** Failures of reading a body, by the `type` that the body parser gives them. */
const bodyFailures: Readonly<Record<string, HttpFailure>> = {
  'entity.parse.failed': { status: 400, code: 'BAD_REQUEST', message: 'The body is not valid JSON.' },
  'entity.too.large': { status: 413, code: 'PAYLOAD_TOO_LARGE', message: 'The body is too large.' },
  'encoding.unsupported': {
    status: 415,
    code: 'UNSUPPORTED_MEDIA_TYPE',
    message: 'The content encoding is not supported.',
  },
  'charset.unsupported': {
    status: 415,
    code: 'UNSUPPORTED_MEDIA_TYPE',
    message: 'The charset is not supported.',
  },
  'request.size.invalid': {
    status: 400,
    code: 'BAD_REQUEST',
    message: 'The body is not as long as announced.',
  },
  'request.aborted': { status: 400, code: 'BAD_REQUEST', message: 'The request was aborted.' },
};

function failureOf(error: unknown): HttpFailure | null {
  if (typeof error !== 'object' || error === null) return null;
  const { type, status } = error as { type?: unknown; status?: unknown };
  const known = typeof type === 'string' ? bodyFailures[type] : undefined;
  if (known !== undefined) return known;
  // Anything else that a library lays at the client's door, such as a malformed path.
  if (typeof status === 'number' && status >= 400 && status < 500) {
    return { status, code: 'BAD_REQUEST', message: 'The request is malformed.' };
  }
  return null;
}

/** Answers with one coded error in the shape of a GraphQL answer, which is what clients of this server read. */
export function sendError(response: Response, failure: HttpFailure): void {
  const { accept } = response.req.headers;
  const type =
    accept?.includes('application/graphql-response+json') === true
      ? 'application/graphql-response+json'
      : 'application/json';
  const requestId = currentRequest()?.requestId;
  response
    .status(failure.status)
    .setHeader('content-type', `${type}; charset=utf-8`)
    .send(
      JSON.stringify({
        errors: [
          {
            message: failure.message,
            extensions: { code: failure.code, ...(requestId === undefined ? {} : { requestId }) },
          },
        ],
      }),
    );
}

/** Last handler of the application: nothing is at this path. */
export const notFound: RequestHandler = (request: Request, response) => {
  sendError(response, {
    status: 404,
    code: 'NOT_FOUND',
    message: `Nothing is at this path for ${request.method}.`,
  });
};

/** Turns what went wrong outside of GraphQL into a coded answer; what is unexpected is logged and masked. */
export function createErrorHandler(logger: Logger, metrics: Metrics): ErrorRequestHandler {
  // Express knows an error handler by its four parameters.
  // eslint-disable-next-line @typescript-eslint/max-params
  return (error: unknown, _request, response, next) => {
    if (response.headersSent) {
      next(error);
      return;
    }
    const failure = failureOf(error);
    if (failure === null) {
      logger.error({ err: error }, 'unexpected error');
      sendError(response, {
        status: 500,
        code: 'INTERNAL_SERVER_ERROR',
        message: 'Something went wrong on the server.',
      });
      return;
    }
    metrics.rejected(failure.status === 413 ? 'body_size' : 'malformed');
    sendError(response, failure);
  };
}
