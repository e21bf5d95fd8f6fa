#!/bin/sh
# secrets.sh ENV_FILE: a secret of the Swarm for each password and key in a file as `npm run secrets -- init` writes it, under the
# name that stack.yml knows: ems-user-db-password is USER_DB_PASSWORD. One that is there already stays.
set -eu
set -a
# With a slash in it, or the shell would look for it where commands are.
. "$(realpath "$1")"
set +a
for secret in $(sed -n 's/.*external: true, name: ems-\([a-z-]*\).*/\1/p' "$(dirname "$0")/stack.yml"); do
    variable=$(printf %s "$secret" | tr a-z- A-Z_)
    eval "value=\${$variable:?is not in $1}"
    docker secret inspect "ems-$secret" >/dev/null 2>&1 || printf %s "$value" | docker secret create "ems-$secret" - >/dev/null
done
