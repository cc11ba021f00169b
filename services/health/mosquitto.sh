#!/bin/sh
# Probe of Mosquitto in this container: succeeds if it has saved its database since the last success. It saves every two seconds
# (autosave_interval in mosquitto.conf), from its only thread; a Mosquitto that hangs does not, nor does one that may not write its
# data, which otherwise runs on without. No connection is made, of which it would log three lines.
# In the secure form (HEALTH_IDENTITY, see ask.sh) a client connects all the same: it notices a certificate that has expired.
set -u
database=${1-/mosquitto/data/mosquitto.db}
port=${2-1883}
last=${TMPDIR:-/tmp}/last-save

if [ -n "${HEALTH_IDENTITY-}" ]; then
  mosquitto_sub -h localhost -p "$port" -W 3 -C 1 -t '$SYS/broker/uptime' \
    --cafile "${HEALTH_IDENTITY%/*}/ca.crt" --cert "$HEALTH_IDENTITY.crt" --key "$HEALTH_IDENTITY.key" >/dev/null || exit 1
fi

# Before the first look nothing counts that an earlier run of the container has saved.
[ -e "$last" ] || : >"$last"
if [ "$database" -nt "$last" ]; then
  touch "$last"
else
  echo "$database has not been saved since the last look"
  exit 1
fi
