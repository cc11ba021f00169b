import { kafkaClientSetting } from "../../../services/consumer/config.ts";

/** Client of Kafka with which consumers in tests read, as the consumer service does: that of the variable `KAFKA_CLIENT`. */
export const clientUnderTest = kafkaClientSetting.parse(process.env["KAFKA_CLIENT"]);
