import { type ErrorRequestHandler, type Request, type Response } from "express";

/** Answers 404 with method and path. */
export function notFound(request: Request, response: Response): void {
  response.status(404).json({ message: `Nothing at ${request.method} ${request.path}` });
}

/** Answers 400 with this message to a request whose body is not JSON, too large or incomplete. */
export function rejectInvalidBody(message: string): ErrorRequestHandler {
  return (error, _request, response, next) => {
    if (isRefusal(error) && "type" in error) response.status(400).json({ message });
    else next(error);
  };
}

/** Answers what no other handler has: with the status and reason of an error that the client has made, such as an undecodable path. */
export const rejectInvalidRequest: ErrorRequestHandler = (error, _request, response, next) => {
  if (isRefusal(error)) response.status(error.status).json({ message: error.message });
  else next(error);
};

/** Whether this is an error of http-errors that the client has made; those of body-parser have a `type`. */
function isRefusal(error: unknown): error is Error & { readonly status: number } {
  return (
    error instanceof Error && "status" in error && typeof error.status === "number" && error.status < 500
  );
}
