import { hostname } from "node:os";
import { loopback } from "../ports.ts";

/** Name by which other nodes reach a Kafka node whose links lead through the proxy. */
export function nodeName(number: number): string {
  return `kafka-${number}`;
}

/** Returns the address of loopback on which the proxy carries the connections of one node to another, by their numbers. */
export function nodeHost(from: number, to: number): string {
  return `127.0.${from}.${to}`;
}

/**
 * Returns the names of all nodes for one of them, as the file of Java's property `jdk.net.hosts.file` (java.net.InetAddress), which
 * takes the place of all other look-ups: the advertised address of a node is the same for everybody, and leads each other node to an
 * address of its own.
 */
export function nodeHosts(number: number, count: number): string {
  const numbers = Array.from({ length: count }, (_, index) => index + 1);
  const nodes = numbers.map((other) => [
    other === number ? loopback : nodeHost(number, other),
    nodeName(other),
  ]);
  return [[loopback, `localhost ${hostname()}`], ...nodes].map((line) => `${line.join(" ")}\n`).join("");
}
