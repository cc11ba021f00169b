/** A role that nobody had at the moment of the fault, or whose holder could not be asked for. */
export class RoleError extends Error {
  override readonly name = "RoleError";
}
