import { HttpClient } from "../../services/shared/http/http-client.ts";
import { type CarriedLink, type LinkName, type PartName } from "../../services/shared/topology.ts";
import { listed } from "../listed.ts";
import { type Addresses } from "./addresses.ts";
import { type ClusterSize, oneOfEach } from "./cluster/cluster-size.ts";
import { partOfInstance } from "./cluster/instance-name.ts";
import { type LinkLeg, legsOf } from "./cluster/link-legs.ts";
import { asOnePart } from "./cluster/part-group.ts";
import { type ConsumerRecording } from "./consumer/consumer-evidence.ts";
import { type Journals } from "./folder/journals.ts";
import { LinkControl } from "./http/link-control.ts";
import { type Part, type ProcessName } from "./part.ts";
import { type Pipeline, type PipelineSection } from "./pipeline.ts";
import { type PipelineNames } from "./pipeline-names.ts";
import { type PipelineCertificates } from "./start/pipeline-certificates.ts";

/** Everything that a running pipeline consists of. */
export interface RunningPipelineOptions {
  readonly addresses: Addresses;
  readonly names: PipelineNames;
  readonly section?: PipelineSection;
  readonly journals: Journals | undefined;
  readonly recording?: ConsumerRecording | undefined;
  readonly certificates?: PipelineCertificates | undefined;
  readonly parts: readonly Part<ProcessName>[];
  /** The links that lead through the proxy. */
  readonly links: readonly CarriedLink[];
  /** Client of the proxy's commands; needed if there are links. */
  readonly proxy?: HttpClient;
  /** Numbers of Kafka nodes and Connect workers; default: one of each. */
  readonly size?: ClusterSize;
  readonly failure: Promise<Error>;
  /** Everything that is undone with the pipeline, in reverse order. */
  readonly resources: AsyncDisposable;
}

/** A pipeline that runs, in whatever runtime, and owns its parts. */
export class RunningPipeline implements Pipeline {
  readonly addresses: Addresses;
  readonly names: PipelineNames;
  readonly section: PipelineSection | undefined;
  readonly journals: Journals | undefined;
  readonly recording: ConsumerRecording | undefined;
  readonly certificates: PipelineCertificates | undefined;
  readonly failure: Promise<Error>;
  readonly #parts: readonly Part<ProcessName>[];
  readonly #proxy: HttpClient;
  readonly #legs: ReadonlyMap<CarriedLink, readonly LinkLeg[]>;
  readonly #resources: AsyncDisposable;

  constructor(options: RunningPipelineOptions) {
    const { proxy = HttpClient.at("") } = options;
    this.addresses = options.addresses;
    this.names = options.names;
    this.section = options.section;
    this.journals = options.journals;
    this.recording = options.recording;
    this.certificates = options.certificates;
    this.failure = options.failure;
    this.#parts = options.parts;
    const { size = oneOfEach } = options;
    this.#proxy = proxy;
    this.#legs = new Map(options.links.map((name) => [name, legsOf(name, size)]));
    this.#resources = options.resources;
  }

  part(name: PartName): Part {
    const found = this.instances(name);
    if (found.length === 0) throw new RangeError(`the pipeline has no part ${name}`);
    return asOnePart(name, found);
  }

  instances(name: PartName): readonly Part<ProcessName>[] {
    return this.#parts.filter((part) => partOfInstance(part.name) === name);
  }

  link(name: LinkName): LinkControl {
    const legs = this.#legs.get(name);
    if (legs === undefined) throw new RangeError(`the link ${name} does not lead through the proxy`);
    return new LinkControl(name, this.#proxy, namesOf(legs));
  }

  linksOf(instances: readonly ProcessName[]): LinkControl {
    const legs = [...this.#legs.values()].flat();
    const own = legs.filter(({ ends }) => ends.some((end) => instances.includes(end)));
    return new LinkControl(`links of ${listed(instances)}`, this.#proxy, namesOf(own));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#resources[Symbol.asyncDispose]();
  }
}

const namesOf = (legs: readonly LinkLeg[]) => legs.map(({ name }) => name);
