#!/bin/sh
# Starts the worker in its container, with the agent that shows its metrics to Prometheus. Not by a variable of the image: every
# tool of Kafka that is run in the container would start the agent, too, and fail since its port is taken.
export KAFKA_OPTS="-javaagent:agent/jmx_prometheus_javaagent.jar=0.0.0.0:9404:metrics.yml ${KAFKA_OPTS-}"

# JMX itself stays closed. kafka-run-class.sh opens it without authentication: on JMX_PORT, and without that on a port for
# clients in the container, unless KAFKA_JMX_OPTS has a text.
unset JMX_PORT
export KAFKA_JMX_OPTS=" "

exec /opt/kafka/bin/connect-distributed.sh worker.properties
