-- Runs once, as the superuser, while the volume of docker-compose.yml's PostgreSQL is new: a role and a database for the
-- club, which is no superuser. Its extensions are trusted, so that the owner of the database may make them.
\set password `cat /run/secrets/postgres_password`
CREATE ROLE club LOGIN PASSWORD :'password';
CREATE DATABASE club OWNER club;
-- From now on, the superuser comes in from inside the container only.
ALTER ROLE postgres PASSWORD NULL;
