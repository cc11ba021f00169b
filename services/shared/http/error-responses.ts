import { type ErrorRequestHandler, type Request, type Response } from "express";

/** Answers 404 with method and path. */
export function notFound(request: Request, response: Response): void {
  response.status(404).json({ message: `Nothing at ${request.method} ${request.path}` });
}

/**
 * Answers 400 with this message to a request whose body is not JSON, too large or incomplete. For apps in which no other
 * request fails with a status below 500.
 */
export function rejectInvalidBody(message: string): ErrorRequestHandler {
  return (error, _request, response, next) => {
    if (typeof error?.status === "number" && error.status < 500) response.status(400).json({ message });
    else next(error);
  };
}
