#!/bin/sh
# Makes the secrets that docker-compose.yml reads, each in a file of its own in secrets/, and leaves those that are there.
# Only root can enter the folder; the files can be read by the containers that are given them.
set -eu
cd "$(dirname "$0")/.."
mkdir -p secrets
chmod 700 secrets
for name in secret_key postgres_password redis_password backup_key; do
    [ -s "secrets/$name" ] || od -An -N48 -v -tx1 /dev/urandom | tr -d ' \n' >"secrets/$name"
done
[ -e secrets/email_url ] || : >secrets/email_url
chmod 444 secrets/*
