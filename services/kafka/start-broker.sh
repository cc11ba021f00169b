#!/bin/sh
# Starts the broker in its container. Writes its properties and formats new storage, as the local runtime does
# (testbed/pipeline/local/kafka-program.ts); the image's own start runs a JVM for that every time.
set -eu
folder=$(dirname "$0")
# Nothing of Kafka's scripts is written to the image's folders: logs are standard output, and there is no log of the collector.
export LOG_DIR=/tmp EXTRA_ARGS='' KAFKA_LOG4J_OPTS="-Dlog4j2.configurationFile=$folder/log4j2.properties"
# kafka-run-class.sh opens JMX without authentication, unless this has a text and JMX_PORT has none.
unset JMX_PORT
export KAFKA_JMX_OPTS=' '

properties=/tmp/server.properties
# Of a repeated property Java takes the last. For a node of several: KAFKA_CLUSTER, any text; KAFKA_NODE_ID. For the secure form:
# CERTIFICATES, folder of the certificates; KAFKA_SCRAM_LISTENER and KAFKA_ADVERTISED_SCRAM_LISTENER, which it has beside the others.
cat "$folder/server.properties" ${KAFKA_CLUSTER:+"$folder/cluster.properties"} ${CERTIFICATES:+"$folder/secure.properties"} - \
  >"$properties" <<END
${KAFKA_NODE_ID:+node.id=$KAFKA_NODE_ID}
listeners=$KAFKA_LISTENERS${KAFKA_SCRAM_LISTENER:+,$KAFKA_SCRAM_LISTENER}
advertised.listeners=$KAFKA_ADVERTISED_LISTENERS${KAFKA_ADVERTISED_SCRAM_LISTENER:+,$KAFKA_ADVERTISED_SCRAM_LISTENER}
controller.quorum.voters=$KAFKA_CONTROLLER_QUORUM_VOTERS
log.dirs=$KAFKA_LOG_DIRS
${CERTIFICATES:+ssl.keystore.location=$CERTIFICATES/kafka.pem
ssl.truststore.location=$CERTIFICATES/ca.crt}
END
if [ ! -e "$KAFKA_LOG_DIRS/meta.properties" ]; then
  /opt/kafka/bin/kafka-storage.sh format --cluster-id "${CLUSTER_ID:-5L6g3nShT-eMCtK--X86sw}" --config "$properties"
fi

archive=$folder/kafka.jsa
if [ -e "$archive" ]; then
  export KAFKA_OPTS="-XX:SharedArchiveFile=$archive -Xlog:cds*=off -Xlog:class+path*=off ${KAFKA_OPTS-}"
fi
exec /opt/kafka/bin/kafka-server-start.sh "$properties"
