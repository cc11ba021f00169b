/** The journal files of a pipeline's processes. */
export interface Journals {
  readonly publisher: string;
  readonly consumer: string;
  /** The file that a consumer under test may write; its facts are in `consumer`. */
  readonly consumerUnderTest: string;
  /** Journal of the tap on the link `mqtt-bridge`. It exists only if the link leads through the proxy. */
  readonly link: string;
}
