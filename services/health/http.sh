#!/bin/bash
# Probe of an HTTP server in this container: `http.sh PORT PATH` succeeds if it answers 200 within 3 s; over TLS with HEALTH_IDENTITY.
# Neither curl nor wget: the image of Node has none, and they obey the proxy variables that the Docker client's configuration adds to
# each container.
set -u
source "$(dirname "$0")/ask.sh"
url="http${HEALTH_IDENTITY:+s}://localhost:$1$2"
ask "$1" "GET $2 HTTP/1.0\r\nHost: localhost\r\n\r\n" || exit 1
if ! IFS= read -r -t 3 -u 3 status; then
  echo "$url: no answer within 3 s"
  exit 1
fi
[[ $status == HTTP/1.?\ 200\ * ]] && exit
# The body says why; it is the last line.
mapfile -t -u 3 answer
echo "$url: ${status%$'\r'} ${answer[-1]-}"
exit 1
