// What the package exports as mqtt-kafka-testbed/containers.
export { ConnectorFailed, type ConnectorStatus } from "../../services/provision/connector.ts";
export { WaitedInVain } from "../wait-for.ts";
export { KafkaConnectContainer } from "./kafka-connect-container.ts";
export { StartedKafkaConnectContainer } from "./started-kafka-connect-container.ts";
