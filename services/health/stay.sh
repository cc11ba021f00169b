#!/bin/sh
# Health check of a container: `stay.sh PROBE…`. The probe is a command that succeeds while the part is usable, and otherwise
# prints the reason; it takes at most some seconds.
#
# To start a process in a container takes 60 ms of processor time, whatever the process does (measured, engine 20.10), so this one
# stays: the first check returns once the part is usable, which its dependents wait for; each later one looks every 10 s for a
# minute, and returns at once if the part is not.
set -u
# Latest result: `usable`, `unusable`, or none yet. /tmp is empty at every start of the container.
result=${TMPDIR:-/tmp}/result
# Not the engine's start_period: with one, engines from 25 on begin with the first check after 5 s.
seconds_for_start=45
seconds_between_looks=10
looks=6

unusable() {
  echo unusable >"$result"
  echo "$reason"
  exit 1
}

look() {
  reason=$("$@" 2>&1)
}

latest=$(cat "$result" 2>/dev/null)
if [ "$latest" != usable ]; then
  # Others wait for the start of a part, nobody for its return.
  pause=0.2
  [ -z "$latest" ] || pause=1
  deadline=$(($(date +%s) + seconds_for_start))
  until look "$@"; do
    [ "$(date +%s)" -lt "$deadline" ] || unusable
    sleep "$pause"
  done
  echo usable >"$result"
  exit
fi

while [ "$looks" -gt 0 ]; do
  sleep "$seconds_between_looks"
  # A second look, so that a pause of a second (a collection of garbage, a busy machine) is not taken for a hang.
  look "$@" || { sleep 1; look "$@"; } || unusable
  looks=$((looks - 1))
done
