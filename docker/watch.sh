#!/bin/bash
# watch.sh COMMAND…: runs a service, the first process of its container, and starts it anew when it hangs: when /health/live at
# HTTP_PORT has not answered for WATCH_SECONDS (15). One that has not answered yet gets four times as long. A service that ends by itself ends
# the container, with its exit code. Signals go on to the service; what it leaves behind is reaped, as bash does with all.
set -u
limit=${WATCH_SECONDS:-15}
# Bash itself would remark on what is killed, and that is no line of JSON.
exec 4>&2 2>/dev/null

# One probe, without a program of its own: the image has none that speaks HTTP but node. A service that has too much to do answers late,
# and is no better for a new start.
answers() {
  { printf 'GET /health/live HTTP/1.0\r\n\r\n' >&3 && read -r -t $(((limit + 2) / 3)) _ status _ <&3 && [ "$status" = 200 ]; } \
    3<>"/dev/tcp/127.0.0.1/$HTTP_PORT"
}

# PID: returns when the process hangs, after it has been killed.
watch() {
  local deadline=$((SECONDS + 4 * limit)) failures=0
  while sleep 1; do
    if answers; then
      deadline=$((SECONDS + limit)) failures=0
    elif ((++failures >= 3 && SECONDS >= deadline)); then
      printf '{"level":"error","msg":"%s does not answer, starting it anew"}\n' "$PWD"
      trap '' TERM
      kill -KILL "$1"
      return
    fi
  done
}

# SIGNAL: nobody watches a service that is told to end: it closes its port first.
child= watcher= stopping=
forward() {
  [ "$1" = HUP ] || { stopping=1; kill "$watcher"; }
  kill -s "$1" "$child"
}
for signal in TERM INT QUIT HUP; do trap "forward $signal" "$signal"; done

while [ -z "$stopping" ]; do
  "$@" 2>&4 4>&- &
  child=$!
  watch "$child" &
  watcher=$!
  # A signal ends the waiting, not the service.
  while wait "$child"; code=$?; [ "$code" -gt 128 ] && kill -0 "$child"; do :; done
  # Told by the watcher's end: it has killed, or it still watches, or it was ended by a signal to us.
  kill "$watcher"
  wait "$watcher" || exit "$code"
done
