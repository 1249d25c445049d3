#!/bin/sh
# Brings Temporal's two databases to the schema of its own version. Every step may be repeated: what
# is there already is left as it is. SQL_PLUGIN, SQL_HOST, SQL_PORT, SQL_USER and SQL_PASSWORD say where.
set -eu

schema=/etc/temporal/schema/postgresql/v12

bring() {
  temporal-sql-tool --db "$1" create
  temporal-sql-tool --db "$1" setup-schema -v 0.0
  temporal-sql-tool --db "$1" update-schema -d "$schema/$2/versioned"
}

bring temporal temporal
bring temporal_visibility visibility
