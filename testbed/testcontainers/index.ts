// Exports of the package as mqtt-kafka-testbed/containers. ConnectorFailed and WaitedInVain are the names up to 0.1.
export {
  ConnectorError,
  ConnectorError as ConnectorFailed,
  type ConnectorStatus,
} from "../../services/provision/connector.ts";
export { TimeoutError, TimeoutError as WaitedInVain } from "../wait-for.ts";
export { KafkaConnectContainer } from "./kafka-connect-container.ts";
export { StartedKafkaConnectContainer } from "./started-kafka-connect-container.ts";
