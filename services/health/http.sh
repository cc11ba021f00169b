#!/bin/bash
# Probe of an HTTP server in this container: `http.sh PORT PATH` succeeds if it answers 200 within 3 s. Neither curl nor wget: the
# image of Node has none, and they obey the proxy variables that the Docker client's configuration adds to each container.
set -u
exec 3<>"/dev/tcp/127.0.0.1/$1" || exit 1
printf 'GET %s HTTP/1.0\r\nHost: localhost\r\n\r\n' "$2" >&3
if ! IFS= read -r -t 3 -u 3 status; then
  echo "http://localhost:$1$2: no answer within 3 s"
  exit 1
fi
[[ $status == HTTP/1.?\ 200\ * ]] && exit
# The body says why; it is the last line.
mapfile -t -u 3 answer
echo "http://localhost:$1$2: ${status%$'\r'} ${answer[-1]-}"
exit 1
