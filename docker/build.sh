#!/bin/sh
# Compiles everything, and adds to each image's folder in /images what the lockfile does not install.
set -eu

npm run generate
npx tsc -b packages/operations *-service
node scripts/openapi.ts
mv api-gateway/site /images/site

# FOLDER PATH…: copies what runs: no tests, no types.
add() {
  folder=$1 && shift
  mkdir -p "$folder"
  find "$@" -type f ! -name '*.d.ts' ! -name '*.test.js*' ! -name .tsbuildinfo -exec cp --parents -t "$folder" {} +
}
for package in packages/chassis packages/contracts; do
  add /images/runtime $package/package.json $package/dist
done
for package in packages/chassis packages/contracts packages/operations; do
  add /images/operations $package/package.json $package/dist
done
add /images/operations packages/schema-engine/package.json packages/schema-engine/bin packages/schema-engine/src
for service in *-service; do
  (cd $service && add /images/$service dist/src)
  add /images/operations $service/prisma $service/prisma.config.ts
done
add /images/runtime *-service/proto
cp docker/watch.sh /images/runtime/
