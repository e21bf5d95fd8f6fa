#!/bin/sh
# upstreams.sh FOLDER                     writes FOLDER/upstreams.conf: where nginx finds each service, and how it keeps connections to it
# upstreams.sh FOLDER PID_FILE COMMAND…   the same, then gives way to COMMAND, which ends as nginx with this PID_FILE; meanwhile
#                                         names are looked up every 5 s, and what has changed is written, and read by nginx
#
# USER_SERVICE and so on, one for each line of `groups` below, are host:port of each, or several of them between commas. A host is a
# name, of one address or of several, or a literal address, which is never looked up; of a name only IPv4 addresses count.
set -eu

folder=$1
file=$folder/upstreams.conf
interval=5

# HOST
is_name() {
    case $1 in
    \[*\]) false ;;
    *[!0-9.]*) true ;;
    *) false ;;
    esac
}

# HOST: its addresses, one a line, in an order that does not change by itself.
addresses_of() {
    if is_name "$1"; then getent ahostsv4 "$1" | cut -d ' ' -f 1 | sort -u; else echo "$1"; fi
}

# SERVICE HOST:PORT[,HOST:PORT…]: its group. While a name is not known the addresses of before hold, for a service that starts anew mostly comes
# back with its own; one that was never known refuses at once.
group() {
    instances=''
    for named in $(echo "$2" | tr , ' '); do
        if is_name "${named%:*}"; then has_names=true; fi
        for address in $(addresses_of "${named%:*}"); do instances="$instances $address:${named##*:}"; done
    done
    if [ -z "$instances" ] && [ -e "$file" ]; then
        sed -n "/^upstream $1 /,/^}/p" "$file"
        return
    fi
    echo "upstream $1 {"
    # Shared by the workers: what one has found out of an instance holds for all.
    echo "    zone $1 64k;"
    # Among several, one that fails is left out for two seconds. A single one is always asked.
    for instance in $instances; do echo "    server $instance max_fails=2 fail_timeout=2s;"; done
    if [ -z "$instances" ]; then echo '    server 127.0.0.1:1 down;'; fi
    # Each worker's. Services keep them for 65 s, so that it is nginx that closes; one that stops waits for that, longer than what is idle
    # is kept here (packages/chassis/src/http/server.ts).
    echo '    keepalive 64;'
    echo '    keepalive_timeout 2s;'
    echo '}'
}

groups() {
    has_names=false
    group user-service "$USER_SERVICE"
    group event-service "$EVENT_SERVICE"
    group session-service "$SESSION_SERVICE"
    group speaker-service "$SPEAKER_SERVICE"
}

# True when the file was not so before. It is never there in part.
write() {
    groups >"$file.next"
    if cmp -s "$file.next" "$file"; then return 1; fi
    mv "$file.next" "$file"
}

# PID_FILE: nginx has our own process id.
follow() {
    is_read=true
    while sleep "$interval" && kill -0 "$$" 2>/dev/null; do
        if write; then is_read=false; fi
        # Before there is a PID_FILE nginx could miss the signal, or not survive it.
        if ! $is_read && [ -s "$1" ] && kill -s HUP "$$"; then is_read=true; fi
    done
}

write || true
if [ $# -eq 1 ]; then exit; fi
pid_file=$2
shift 2
if $has_names; then follow "$pid_file" & fi
exec "$@"
