import { type LinkName, type PartName } from "../../services/shared/topology.ts";
import { type Addresses } from "./addresses.ts";
import { type ConsumerRecording } from "./consumer/consumer-evidence.ts";
import { type Journals } from "./folder/journals.ts";
import { type LinkControl } from "./http/link-control.ts";
import { type Part, type ProcessName } from "./part.ts";
import { type PipelineNames } from "./pipeline-names.ts";
import { type PipelineCertificates } from "./start/pipeline-certificates.ts";

/** Separates the pipeline's own readings from earlier ones and from those of other producers on the same topics. */
export interface PipelineSection {
  /** The `run` of its publisher. */
  readonly run: string;
  /** End of each partition of the Kafka topic before that publisher began. */
  readonly startOffsets: ReadonlyMap<number, number>;
}

/** A running pipeline. Disposing it stops every part in reverse order and leaves nothing behind. */
export interface Pipeline extends AsyncDisposable {
  readonly addresses: Addresses;
  readonly names: PipelineNames;
  /** `undefined` if everything on its topics is its own. */
  readonly section: PipelineSection | undefined;
  /** The services' journals; `undefined` if they write none. */
  readonly journals: Journals | undefined;
  /** Certificates and tokens; `undefined` if its doors are open. */
  readonly certificates: PipelineCertificates | undefined;
  /** Recording of a consumer under test into its journal; `undefined` if the consumer is the project's own. */
  readonly recording: ConsumerRecording | undefined;
  /** Returns a part; all its processes as one if it has several. @throws RangeError for a part that the pipeline does not have */
  part(name: PartName): Part;
  /** Returns the processes of a part, in the order of their numbers: the part itself if it has one. */
  instances(name: PartName): readonly Part<ProcessName>[];
  /** @throws RangeError for a link that does not lead through the proxy */
  link(name: LinkName): LinkControl;
  /** Returns all legs of proxied links that one of these processes of a cluster is an end of, as one link. */
  linksOf(instances: readonly ProcessName[]): LinkControl;
  /**
   * Resolves with the reason as soon as a part ends unasked (`PartFailedError`), or such an end would not be noticed any more;
   * stays pending otherwise.
   */
  readonly failure: Promise<Error>;
}
