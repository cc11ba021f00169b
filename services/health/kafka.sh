#!/bin/bash
# Probe of the broker in this container: `kafka.sh PORT…` succeeds if it answers a request on each of these listeners within 3 s; over
# TLS with HEALTH_IDENTITY. An open port is not enough: the kernel accepts connections for a process that hangs. A tool of Kafka would
# start a JVM.
set -u
source "$(dirname "$0")/ask.sh"

# ApiVersions, version 0, without a client id: a broker answers it before any authentication, and to who has no right. (Kafka protocol
# guide.)
request='\0\0\0\12\0\22\0\0\0\0\0\1\377\377'

for port; do
  ask "$port" "$request" || exit 1
  # The answer begins with its length, of which the first byte is 0: the delimiter.
  if ! IFS= read -r -d '' -t 3 -u 3; then
    echo "localhost:$port: no answer within 3 s"
    exit 1
  fi
done
