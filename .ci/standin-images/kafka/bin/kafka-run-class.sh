#!/bin/bash
# Runs one of Kafka's classes, as the script of the same name in Kafka's distribution.
exec java ${KAFKA_HEAP_OPTS--Xmx256m} ${KAFKA_JVM_PERFORMANCE_OPTS--Djava.awt.headless=true} \
  -Dlog4j2.configurationFile="${KAFKA_LOG4J_CONFIG-/etc/kafka/docker/log4j2.properties}" \
  ${KAFKA_OPTS-} -cp "/opt/kafka/libs/*" "$@"
