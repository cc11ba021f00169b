const colon = ":";
/** Not in any address: the stand-in for a colon. */
const standIn = "!";

/**
 * Returns the address `host:port` of a broker in a form that kafkajs 2.2.4 leaves whole: it takes everything before the first
 * colon for the host (`cluster/connectionPoolBuilder.js`, tulios/kafkajs#1589), which cuts `[::1]:9092` to pieces.
 */
export function toSeedBroker(address: string): string {
  return address.replace(/^\[.*\]/, (literal) => literal.replaceAll(colon, standIn));
}

/** Returns the host that kafkajs connects to: without brackets, with its colons. Hosts from Kafka's metadata are left as they are. */
export function fromSeedHost(host: string): string {
  return host.startsWith("[") ? host.slice(1, -1).replaceAll(standIn, colon) : host;
}
