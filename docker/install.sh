#!/bin/sh
# Installs from the lockfile, before any source is there: in this folder everything to build with, in /images/runtime what
# running services need (one set, of which each uses nearly all), in /images/operations what an operator needs.
set -eu

node docker/manifests.mjs . && npm ci

# FOLDER WORKSPACE…: with a list of what is installed, sbom.cdx.json. The optional packages are other copies of Node.js, which the image has, and binaries of the compiler.
install_production() {
  node docker/manifests.mjs "$@"
  (cd "$1" && npm ci --omit=dev --omit=optional && npm sbom --omit=dev --omit=optional --sbom-format=cyclonedx >sbom.cdx.json &&
    rm package-lock.json .npmrc)
}
install_production /images/runtime *-service
install_production /images/operations packages/operations

# Prisma's client comes with a compiler for every database, in every format of modules: 60 MB that nothing loads.
find /images/runtime/node_modules/@prisma/client/runtime -name 'query_compiler_*' \
  ! -name 'query_compiler_fast_bg.postgresql*.js' -delete
