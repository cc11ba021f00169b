"""Prints each record, as `kcat -G` does: commits by time, and writes when the buffer of its output is full."""

import json, os
from confluent_kafka import Consumer, KafkaException

consumer = Consumer({"bootstrap.servers": os.environ["KAFKA_BROKERS"], "group.id": os.environ["KAFKA_GROUP"],
                     "auto.offset.reset": "earliest", "session.timeout.ms": 6_000})
consumer.subscribe([os.environ["KAFKA_TOPIC"]])
while True:
    message = consumer.poll(1)
    if message is not None and message.error():
        raise KafkaException(message.error())
    if message is not None:
        print(json.dumps({"fact": "consumed", "partition": message.partition(), "offset": message.offset()}))
