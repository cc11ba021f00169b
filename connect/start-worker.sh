#!/bin/sh
# Starts the worker in its container, with the agent that shows its metrics to Prometheus. Not by a variable of the image: every
# tool of Kafka that is run in the container would start the agent, too, and fail since its port is taken.
#
# KAFKA_CLUSTER: any text, for a Kafka of several nodes. CERTIFICATES: a folder with certificates and keys of the worker and its
# connector, for the secure form. What they add to the configuration is written to a folder that only this user can open; no password
# becomes an argument.
configuration=.
if [ -n "${KAFKA_CLUSTER-}${CERTIFICATES-}" ]; then
  umask 077
  configuration=$(mktemp -d)
  cat worker.properties ${KAFKA_CLUSTER:+cluster.properties} ${CERTIFICATES:+secure.properties} |
    sed "s|@CERTIFICATES@|${CERTIFICATES-}|g" >"$configuration/worker.properties"
  cp metrics.yml "$configuration"
fi
if [ -n "${CERTIFICATES-}" ]; then
  awk -v folder="$CERTIFICATES" '
    BEGIN { getline store <(folder "/connect.password"); getline metrics <(folder "/connect-metrics.password") }
    { gsub("@CERTIFICATES@", folder); gsub("@STORE_PASSWORD@", store); gsub("@METRICS_PASSWORD@", metrics); print }
  ' metrics.yml metrics-secure.yml >"$configuration/metrics.yml"
  export MQTT_CA_FILE="$CERTIFICATES/ca.crt"
  export MQTT_CERT_FILE="$CERTIFICATES/connector.crt" MQTT_KEY_FILE="$CERTIFICATES/connector.key"
fi

# RECORD_CLASSES: see record-classes.sh. Java writes no archive while an agent runs, and uses one beside it.
if [ -n "${RECORD_CLASSES-}" ]; then
  options="-XX:ArchiveClassesAtExit=$RECORD_CLASSES"
else
  agent=agent/jmx_prometheus_javaagent.jar=0.0.0.0:9404:$configuration/metrics.yml
  options="-javaagent:$agent -XX:SharedArchiveFile=connect.jsa -Xlog:cds*=off -Xlog:class+path*=off"
fi
export KAFKA_OPTS="$options ${KAFKA_OPTS-}"

# JMX itself stays closed. kafka-run-class.sh opens it without authentication: on JMX_PORT, and without that on a port for
# clients in the container, unless KAFKA_JMX_OPTS has a text.
unset JMX_PORT
export KAFKA_JMX_OPTS=" "

# Nothing of Kafka's scripts is written to the image's folders: logs are standard output.
export LOG_DIR=/tmp KAFKA_LOG4J_OPTS="-Dlog4j2.configurationFile=../kafka/log4j2.properties"

exec /opt/kafka/bin/connect-distributed.sh "$configuration/worker.properties"
