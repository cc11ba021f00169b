import { type RequestHandler } from "express";
import { escapedLines } from "../text/escaped-text.ts";

/** Makes the JSON answers of an app safe on a terminal: users read them with curl, and others choose parts of them. */
export const safeJson: RequestHandler = (_request, response, next) => {
  response.json = (body) => response.type("json").send(escapedLines(JSON.stringify(body)));
  next();
};
