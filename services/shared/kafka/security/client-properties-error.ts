/** Client properties that are refused; the message has file, property and what is allowed, but no secret. */
export class ClientPropertiesError extends Error {
  override readonly name = "ClientPropertiesError";
}
