#!/bin/bash
# Probe of the worker in this container: `connect.sh PORT` succeeds if it is up and neither the pipeline's connector nor a task of
# it has FAILED. Connect never starts such a task again, so this asks it to (KIP-745), at most every 10 s. With RESTART_POLICY=no
# only the worker counts: whoever sets it watches the tasks, too. Over TLS with HEALTH_IDENTITY.
set -u
source "$(dirname "$0")/ask.sh"
port=$1
connector=/connectors/mqtt-source

# request METHOD PATH: sets `answer` to the whole answer; empty if there is none within 3 s.
request() {
  answer=
  ask "$port" "$1 $2 HTTP/1.0\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n" || exit 1
  IFS= read -r -d '' -t 3 -u 3 answer
}

bash "$(dirname "$0")/http.sh" "$port" /health || exit 1
[[ ${RESTART_POLICY-} == no ]] && exit
request GET "$connector/status"
[[ $answer == *'"state":"FAILED"'* ]] || exit 0
echo "the connector mqtt-source or a task of it has FAILED"
restarted=${TMPDIR:-/tmp}/restarted
now=$(printf '%(%s)T' -1)
if ((now - $(cat "$restarted" 2>/dev/null || echo 0) >= 10)); then
  echo "$now" >"$restarted"
  request POST "$connector/restart?includeTasks=true&onlyFailed=true"
fi
exit 1
