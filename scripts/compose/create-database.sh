#!/bin/bash
# Run once by the postgres image on an empty volume: makes the service's role, no superuser, and the one database that it
# owns. CREATEDB is for the shadow database of `prisma migrate dev`.
set -e
psql --quiet --set ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname postgres \
  --set role="$SERVICE_ROLE" --set password="$SERVICE_PASSWORD" --set database="$SERVICE_DATABASE" <<'SQL'
CREATE ROLE :"role" LOGIN CREATEDB PASSWORD :'password';
CREATE DATABASE :"database" OWNER :"role";
REVOKE CONNECT ON DATABASE :"database" FROM PUBLIC;
SQL
