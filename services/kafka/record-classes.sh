#!/bin/sh
# Writes the archive of the classes that the broker loads (application class-data sharing, JEP 350) to the given file, when the
# image is built: it starts, serves a producer and a consumer, and stops. The flags of Java must be those of the container.
set -eu
folder=$(dirname "$0")
brokers=localhost:9092
export KAFKA_LISTENERS=EXTERNAL://:9092,CONTROLLER://:9093,INTERNAL://:9094
export KAFKA_ADVERTISED_LISTENERS=EXTERNAL://$brokers,INTERNAL://localhost:9094
export KAFKA_CONTROLLER_QUORUM_VOTERS=1@localhost:9093
export KAFKA_LOG_DIRS=/tmp/kafka

KAFKA_OPTS="-XX:ArchiveClassesAtExit=$1" sh "$folder/start-broker.sh" &
broker=$!
until bash "$folder/../health/kafka.sh" 9092 2>/dev/null; do
  kill -0 "$broker"
  sleep 0.2
done
tool() { /opt/kafka/bin/kafka-run-class.sh org.apache.kafka.tools."$@"; }
tool TopicCommand --bootstrap-server $brokers --create --topic recorded --partitions 4
echo reading | tool ConsoleProducer --bootstrap-server $brokers --topic recorded
tool consumer.ConsoleConsumer --bootstrap-server $brokers --topic recorded --group recorded --from-beginning --max-messages 1
kill "$broker"
# The exit code is that of the signal; the archive tells.
wait "$broker" || test -s "$1"
