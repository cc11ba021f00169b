import { join } from "node:path";
import { HttpClient } from "../../../services/shared/http/http-client.ts";
import { metricsUser } from "../../../services/shared/metrics/connector-metrics.ts";
import { fileNames } from "../../certificates/folder/file-names.ts";
import { type WorkerPorts } from "../cluster/cluster-ports.ts";
import { loopback } from "../ports.ts";

/** Clients of a Connect worker. */
export interface ConnectClients {
  /** Its REST interface. */
  readonly connect: HttpClient;
  /** Its metrics, as Prometheus text; the URL has their path. */
  readonly connectMetrics: HttpClient;
}

/**
 * Returns the clients of a worker on these ports. `certificates`: folder of certificates if it has the secure form: they are the
 * identity `tester`. @throws {EnvironmentError} if a file cannot be used
 */
export function connectClients(ports: WorkerPorts, certificates?: string): ConnectClients {
  const rest = `${loopback}:${ports.CONNECT_PORT}`;
  const metrics = `${loopback}:${ports.CONNECT_METRICS_PORT}/metrics`;
  if (certificates === undefined)
    return { connect: HttpClient.at(`http://${rest}`), connectMetrics: HttpClient.at(`http://${metrics}`) };
  const file = (name: string) => join(certificates, name);
  const ca = file(fileNames.ca);
  const [cert, key] = [file(fileNames.certificate("tester")), file(fileNames.key("tester"))];
  const token = file(fileNames.metricsPassword);
  const names = { ca: "CA", token: "password of the metrics", cert: "certificate", key: "key" };
  return {
    connect: HttpClient.open({ url: `https://${rest}`, ca, cert, key }, names),
    connectMetrics: HttpClient.open({ url: `https://${metrics}`, ca, token, user: metricsUser }, names),
  };
}
