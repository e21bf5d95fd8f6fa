#!/bin/sh
# update.sh VERSION [OPERATIONS_VERSION]: brings a stack to a version, or back to one: the jobs, then one service after another, for a stack
# deployed at once starts all of them at once, which takes a small machine's processors from those that serve. What does not become
# healthy is taken back by the Swarm, and ends it. The version of the operations is never an older one than was here before.
set -eu

version=$1
operations=${2:-$1}
stack=${STACK:-ems}

# SERVICE IMAGE
update() {
    docker service update --quiet --image "$2" "${stack}_$1" >/dev/null
    state=$(docker service inspect --format '{{with .UpdateStatus}}{{.State}}{{end}}' "${stack}_$1")
    case $state in
    '' | completed) echo "$1: $2" ;;
    *)
        echo "$1 is not updated ($state): docker service ps ${stack}_$1 says why" >&2
        exit 1
        ;;
    esac
}

for job in user-migration event-migration session-migration speaker-migration broker-setup; do update "$job" "ems/operations:$operations"; done
for service in user-service session-service speaker-service event-service; do update "$service" "ems/$service:$version"; done
update gateway "ems/api-gateway:$version"
