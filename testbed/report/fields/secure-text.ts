/** Returns what follows the name of the runtime. */
export function secureText({ secure }: { readonly secure: boolean }): string {
  return secure ? " in the secure form" : "";
}
