"""Stores each reading half a second after it came. Commits by time; with --commit-after, only what it has stored."""

import collections, json, os, signal, sys, time
from confluent_kafka import Consumer, KafkaException

commit_after = "--commit-after" in sys.argv
consumer = Consumer({"bootstrap.servers": os.environ["KAFKA_BROKERS"], "group.id": os.environ["KAFKA_GROUP"],
                     "auto.offset.reset": "earliest", "session.timeout.ms": 6_000, "auto.commit.interval.ms": 200,
                     # By default poll() marks a record for the next commit before anybody has handled it.
                     "enable.auto.offset.store": not commit_after})
journal = open(os.environ["JOURNAL"], "a", buffering=1)  # line by line: a line in memory dies with the process
waiting = collections.deque()

def store(message):  # stands for a database that answers after half a second
    journal.write(json.dumps({"fact": "consumed", "partition": message.partition(), "offset": message.offset()}) + "\n")
    if commit_after:
        consumer.store_offsets(message)

stopping = []
signal.signal(signal.SIGTERM, lambda *_: stopping.append(True))
forget = lambda *_: waiting.clear()  # their next owner reads them again
consumer.subscribe([os.environ["KAFKA_TOPIC"]], on_revoke=forget, on_lost=forget)
while not stopping:
    message = consumer.poll(0.05)
    if message is not None and message.error():
        raise KafkaException(message.error())
    if message is not None:
        waiting.append((time.monotonic() + 0.5, message))
    while waiting and waiting[0][0] <= time.monotonic():
        store(waiting.popleft()[1])
for _, message in waiting:
    store(message)
waiting.clear()
consumer.close()
