#!/bin/sh
# As the original: gives the folders to Mosquitto's user, which Mosquitto becomes by itself.
set -e
[ "$(id -u)" != 0 ] || chown -R mosquitto:mosquitto /mosquitto || true
exec "$@"
