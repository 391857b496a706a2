# The club in one image; web, worker, beat and migrate are the same image with different commands.
# docker-compose.yml puts them together, docs/operating.md explains both.

FROM python:3.11.17-slim-trixie AS build
WORKDIR /app
COPY requirements.txt ./
RUN python -m venv --without-pip /venv \
 && pip --python /venv/bin/python install --no-cache-dir --only-binary :all: --require-hashes -r requirements.txt
COPY . ./
ENV PATH=/venv/bin:$PATH DJANGO_SETTINGS_MODULE=mentoring_club.settings STATIC_ROOT=/app/collected
# The demo's settings need no secret, and produce the same files as those of production.
RUN ENVIRONMENT=demo python -m django translations \
 && ENVIRONMENT=demo python -m django collectstatic --noinput \
 && python -m compileall -q .


FROM python:3.11.17-slim-trixie
# pg_dump and pg_restore, of the PostgreSQL that docker-compose.yml runs.
RUN apt-get update \
 && apt-get install -y --no-install-recommends postgresql-client-17 \
 && rm -rf /var/lib/apt/lists/* \
 && pip uninstall --yes --root-user-action=ignore pip \
 && useradd --system --uid 10001 --user-group --home-dir /data --no-create-home --shell /usr/sbin/nologin club \
 && install --directory --owner club --group club /data /data/media /data/records /data/beat /data/backups
COPY --from=build /venv /venv
COPY --from=build /app /app
WORKDIR /app
ENV PATH=/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    DJANGO_SETTINGS_MODULE=mentoring_club.settings \
    ENVIRONMENT=production \
    BIND_ADDRESS=0.0.0.0 \
    PORT=8000 \
    STATIC_ROOT=/app/collected \
    MEDIA_ROOT=/data/media \
    ERASURE_JOURNAL=/data/records/erasures.journal \
    BEAT_SCHEDULE=/data/beat/schedule \
    BACKUP_FOLDER=/data/backups
USER 10001:10001
EXPOSE 8000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=15s --timeout=10s --start-period=60s --retries=3 CMD ["python", "-m", "mentoring_club.healthcheck", "web"]
CMD ["gunicorn", "mentoring_club.wsgi", "--preload", "--worker-tmp-dir", "/tmp", "--no-control-socket", "--timeout", "60", "--graceful-timeout", "30", "--max-requests", "5000", "--max-requests-jitter", "500"]
