/** The journal files of a pipeline's processes. */
export interface Journals {
  readonly publisher: string;
  readonly consumer: string;
  /** Journal of the tap on the link `mqtt-bridge`. It exists only if the link leads through the proxy. */
  readonly link: string;
}
