#!/bin/bash
# Runs one of Kafka's classes, as the script of the same name in Kafka's distribution.
jars=(/opt/kafka/libs/*.jar)
exec java ${KAFKA_HEAP_OPTS--Xmx256m} ${KAFKA_JVM_PERFORMANCE_OPTS--Djava.awt.headless=true} \
  ${KAFKA_LOG4J_OPTS--Dlog4j2.configurationFile=/etc/kafka/docker/log4j2.properties} \
  -cp "$(IFS=:; echo "${jars[*]}")" ${KAFKA_OPTS-} "$@"
