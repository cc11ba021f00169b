#!/bin/bash
# Writes the archive of the classes that the worker loads (application class-data sharing, JEP 350) to the given file, when the
# image is built: it starts beside a broker, runs the connector without an MQTT broker, and stops. The flags of Java must be those
# of the container.
set -eu
export KAFKA_LISTENERS=CONNECT://:19092,CONTROLLER://:9093,INTERNAL://:9094
export KAFKA_ADVERTISED_LISTENERS=CONNECT://localhost:19092,INTERNAL://localhost:9094
export KAFKA_CONTROLLER_QUORUM_VOTERS=1@localhost:9093 KAFKA_LOG_DIRS=/tmp/kafka
export KAFKA_BROKERS=localhost:19092 KAFKA_TOPIC=recorded CONNECT_LISTENERS=http://localhost:8083 CONNECT_ADVERTISED_HOST_NAME=localhost
export MQTT_URL=mqtt://localhost:1 MQTT_TOPIC=recorded MQTT_QOS=1
connector=/connectors/mqtt-source

# until_ok PROCESS PROBE…: waits until the probe succeeds; fails if the process ends before.
until_ok() {
  local process=$1
  shift
  until "$@" 2>/dev/null; do
    kill -0 "$process"
    sleep 0.2
  done
}

sh ../kafka/start-broker.sh &
broker=$!
RECORD_CLASSES=$1 sh start-worker.sh &
worker=$!
until_ok "$broker" bash ../health/kafka.sh 19092
until_ok "$worker" bash ../health/http.sh 8083 /health
exec 3<>/dev/tcp/localhost/8083
printf 'PUT %s/config HTTP/1.0\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: %s\r\n\r\n' \
  "$connector" "$(wc -c <mqtt-source.json)" >&3
cat mqtt-source.json >&3
until_ok "$worker" bash ../health/http.sh 8083 "$connector/tasks/0/status"
kill "$worker"
# The exit code is that of the signal; the archive tells.
wait "$worker" || test -s "$1"
kill "$broker"
wait "$broker" || true
