#!/bin/sh
# IMAGE_TAG=VERSION roll.sh SERVICE…: puts containers of a version in the place of those that run, one service after another, without a
# pause: as many new ones come up beside the old, which end when the new are healthy and the gateway knows them. Also for other settings.
# If the new ones do not become healthy they are removed again, and all is as it was.
set -eu

containers_of() { docker compose ps --quiet "$1" | sort; }

# CONTAINER: its address on the network that the gateway is on.
address_of() {
    docker inspect --format '{{range $name, $network := .NetworkSettings.Networks}}{{$name}} {{$network.IPAddress}}{{"\n"}}{{end}}' "$1" |
        sed -n 's/^.*_default //p'
}

# ADDRESS: returns when the gateway sends requests there. It looks names up every five seconds.
await_gateway() {
    until docker compose exec -T gateway grep -qF "server $1:" /etc/nginx/conf.d/upstreams.conf; do sleep 1; done
}

for service in "$@"; do
    old=$(containers_of "$service")
    count=$(printf '%s\n' "$old" | grep -c .) || { echo "$service does not run" >&2; exit 1; }
    status=0
    docker compose up --detach --no-deps --no-build --no-recreate --wait --scale "$service=$((2 * count))" "$service" || status=$?
    new=$(containers_of "$service" | grep -vxF "$old") || true
    if [ "$status" -ne 0 ]; then
        # shellcheck disable=SC2086 # one word for each
        [ -z "$new" ] || docker rm --force $new >/dev/null
        echo "$service did not become healthy: those of before go on" >&2
        exit 1
    fi
    for container in $new; do await_gateway "$(address_of "$container")"; done
    # One after another, each within its own time.
    for container in $old; do docker stop "$container" >/dev/null && docker rm "$container" >/dev/null; done
    echo "$service: $count of ${IMAGE_TAG:-latest}"
done
