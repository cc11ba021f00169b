package io.github.mqttkafkatestbed.connect.wire;

import static io.github.mqttkafkatestbed.connect.support.broker.RawPublish.packet;
import static io.github.mqttkafkatestbed.connect.support.broker.RawPublish.utf8;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.stream.Stream;

import org.junit.jupiter.params.provider.Arguments;

import io.github.mqttkafkatestbed.connect.support.broker.RawPublish;

/** Packets at which the client's own decoder ends the connection: all of its grounds (1.3.13, {@code Mqtt5PublishDecoder}). */
final class RefusedPackets {

    private static final byte[] ILL_FORMED = {'a', (byte) 0xff};
    private static final byte[] NUL = {'a', 0};

    private RefusedPackets() { }

    /** Returns grounds of the client's decoder, each with a packet and the malformation that it becomes here. */
    static Stream<Arguments> malformed() {
        return Stream.of(malformedFields(), malformedProperties(), malformedUserProperties()).flatMap(rows -> rows);
    }

    private static Stream<Arguments> malformedFields() {
        return Stream.of(
                arguments("wrong QoS", RawPublish.of(3, 1).toBytes(), "QoS is 3"),
                arguments("remaining length too short", packet(2), "the packet ends before its properties"),
                arguments("remaining length too short", packet(2, (byte) 0), "the packet ends before its topic"),
                arguments("malformed topic", packet(2, (byte) 0, (byte) 9, (byte) 't'), "topic is longer than the packet"),
                arguments("malformed topic", RawPublish.of(utf8("a/+"), 1, 1).toBytes(), "topic contains a wildcard: a/+"),
                arguments("malformed topic", RawPublish.of(utf8("a/#"), 1, 1).toBytes(), "topic contains a wildcard: a/#"),
                arguments("malformed topic", RawPublish.of(NUL, 1, 1).toBytes(), "topic contains U+0000: a\\x00"),
                arguments("malformed topic", RawPublish.of(ILL_FORMED, 1, 1).toBytes(),
                        "topic is not well-formed UTF-8: a\\xff"),
                arguments("topic alias must be present if topic name is zero length",
                        RawPublish.of(utf8(""), 1, 1).toBytes(), "topic is empty"),
                arguments("remaining length too short", packet(2, (byte) 0, (byte) 1, (byte) 't', (byte) 0),
                        "the packet ends before its packet identifier"),
                arguments("malformed properties length", packet(2, (byte) 0, (byte) 1, (byte) 't', (byte) 0, (byte) 1),
                        "the packet ends before its properties"),
                arguments("malformed properties length", packet(0, (byte) 0, (byte) 1, (byte) 't', (byte) -1),
                        "property length is malformed"),
                arguments("malformed properties length",
                        packet(0, (byte) 0, (byte) 1, (byte) 't', (byte) -1, (byte) -1, (byte) -1, (byte) -1, (byte) 1),
                        "property length is malformed"),
                arguments("remaining length too short", RawPublish.of(1, 1).toBytesWithPropertyLength(1),
                        "properties are longer than the packet"));
    }

    private static Stream<Arguments> malformedProperties() {
        return Stream.of(
                arguments("message expiry interval must not be included more than once",
                        RawPublish.of(1, 1).property(2, 0, 0, 0, 1).property(2, 0, 0, 0, 1).toBytes(),
                        "message expiry interval is included more than once"),
                arguments("malformed properties length", RawPublish.of(1, 1).property(2, 0, 0, 0).toBytes(),
                        "message expiry interval is longer than the properties"),
                arguments("payload format indicator must not be included more than once",
                        RawPublish.of(1, 1).property(1, 1).property(1, 1).toBytes(),
                        "payload format indicator is included more than once"),
                arguments("malformed properties length", RawPublish.of(1, 1).property(1).toBytes(),
                        "payload format indicator is longer than the properties"),
                arguments("wrong payload format indicator: 2", RawPublish.of(1, 1).property(1, 2).toBytes(),
                        "payload format indicator must be 0 or 1, and is 2"),
                arguments("content type must not be included more than once",
                        RawPublish.of(1, 1).contentType("a").contentType("b").toBytes(),
                        "content type is included more than once"),
                arguments("malformed UTF-8 string for content type", RawPublish.of(1, 1).textProperty(3, NUL).toBytes(),
                        "content type contains U+0000: a\\x00"),
                arguments("malformed UTF-8 string for content type",
                        RawPublish.of(1, 1).textProperty(3, ILL_FORMED).toBytes(),
                        "content type is not well-formed UTF-8: a\\xff"),
                arguments("malformed UTF-8 string for content type", RawPublish.of(1, 1).property(3, 0, 9, 'a').toBytes(),
                        "content type is longer than the properties"),
                arguments("response topic must not be included more than once",
                        RawPublish.of(1, 1).responseTopic("a").responseTopic("b").toBytes(),
                        "response topic is included more than once"),
                arguments("malformed response topic", RawPublish.of(1, 1).responseTopic("reply/#").toBytes(),
                        "response topic contains a wildcard: reply/#"),
                arguments("malformed response topic", RawPublish.of(1, 1).responseTopic("").toBytes(),
                        "response topic is empty"),
                arguments("malformed response topic", RawPublish.of(1, 1).textProperty(8, ILL_FORMED).toBytes(),
                        "response topic is not well-formed UTF-8: a\\xff"),
                arguments("correlation data must not be included more than once",
                        RawPublish.of(1, 1).textProperty(9, NUL).textProperty(9, NUL).toBytes(),
                        "correlation data is included more than once"),
                arguments("malformed binary data for correlation data",
                        RawPublish.of(1, 1).property(9, 0, 9, 1).toBytes(), "correlation data is longer than the properties"));
    }

    private static Stream<Arguments> malformedUserProperties() {
        return Stream.of(
                arguments("malformed user property", RawPublish.of(1, 1).userProperty(NUL, NUL).toBytes(),
                        "name of user property 1 contains U+0000: a\\x00"),
                arguments("malformed user property",
                        RawPublish.of(1, 1).userProperty("a", "b").userProperty(utf8("c"), ILL_FORMED).toBytes(),
                        "value of user property 2 is not well-formed UTF-8: a\\xff"),
                arguments("malformed user property", RawPublish.of(1, 1).property(0x26, 0, 1, 'a').toBytes(),
                        "user property is longer than the properties"),
                arguments("topic alias must not be included more than once",
                        RawPublish.of(1, 1).property(0x23, 0, 1).property(0x23, 0, 1).toBytes(),
                        "topic alias is included more than once"),
                arguments("malformed properties length", RawPublish.of(1, 1).property(0x23, 0).toBytes(),
                        "topic alias is longer than the properties"),
                arguments("topic alias must not exceed topic alias maximum",
                        RawPublish.of(utf8(""), 1, 1).property(0x23, 0, 1).toBytes(), "topic is empty"),
                arguments("malformed subscription identifier", RawPublish.of(1, 1).property(0x0b, 255, 255, 255, 255, 1).toBytes(),
                        "subscription identifier is longer than 4 bytes"),
                arguments("malformed subscription identifier", RawPublish.of(1, 1).property(0x0b, 255).toBytes(),
                        "subscription identifier is longer than the properties"),
                arguments("wrong property with identifier 127", RawPublish.of(1, 1).property(127, 0).toBytes(),
                        "property 0x7f does not exist in a PUBLISH"),
                arguments("malformed property identifier", RawPublish.of(1, 1).property(129).toBytes(),
                        "property 0x81 does not exist in a PUBLISH"),
                arguments("malformed properties length", RawPublish.of(1, 1).userProperty("a", "b").payload("payload")
                        .toBytesWithPropertyLength(6), "user property is longer than the properties"));
    }

    /** Returns grounds of the client's decoder that concern nothing of a record, each with a packet. */
    static Stream<Arguments> ignored() {
        return Stream.of(
                arguments("DUP flag must be 0 if QoS is 0", RawPublish.withFlags(8, utf8("t"), 0).toBytes()),
                arguments("topic alias must not be 0", RawPublish.of(1, 1).property(0x23, 0, 0).toBytes()),
                arguments("topic alias must not exceed topic alias maximum",
                        RawPublish.of(1, 1).property(0x23, 0, 1).toBytes()),
                arguments("subscription identifier must not be 0", RawPublish.of(1, 1).property(0x0b, 0).toBytes()),
                arguments("malformed subscription identifier", RawPublish.of(1, 1).property(0x0b, 129, 0).toBytes()),
                arguments("malformed properties length", packet(0, (byte) 0, (byte) 1, (byte) 't', (byte) -128, (byte) 0)),
                arguments("payload is not valid UTF-8", RawPublish.of(1, 1).property(1, 1).payload(ILL_FORMED).toBytes()));
    }
}
