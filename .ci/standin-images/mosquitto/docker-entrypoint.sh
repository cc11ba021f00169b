#!/bin/sh
# As in the original, Mosquitto's user gets the folders; Mosquitto switches to it by itself.
set -e
[ "$(id -u)" != 0 ] || chown -R mosquitto:mosquitto /mosquitto || true
exec "$@"
