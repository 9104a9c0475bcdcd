# syntax=docker/dockerfile:1

# What the site runs on, built where a compiler may be, and nothing that trains or tests.
FROM python:3.11-slim-bookworm AS packages
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
RUN python -m venv /opt/venv
COPY requirements.txt /tmp/requirements.txt
RUN /opt/venv/bin/pip install --requirement /tmp/requirements.txt

# The code, compiled, with what browsers load packed once.
FROM packages AS site
WORKDIR /srv/emoflix
COPY manage.py gunicorn.conf.py ./
COPY emoflix_site emoflix_site
COPY emotions emotions
COPY movies movies
COPY scrapers scrapers
COPY locale locale
COPY static static
COPY templates templates
COPY ml/*.py ml/
COPY ml/artifacts ml/artifacts
# packed as pages will ask for it, which they do only with DEBUG=0; the secret is of this line alone
RUN python -m compileall -q . \
    && DEBUG=0 SECRET_KEY="$(python -c 'import secrets; print(secrets.token_urlsafe(60))')" STATIC_ROOT=/srv/static \
       /opt/venv/bin/python manage.py collectstatic --noinput --verbosity 0 \
    && rm -rf var

FROM python:3.11-slim-bookworm
LABEL org.opencontainers.image.title="EmoFlix" org.opencontainers.image.licenses="MIT"
# pg_dump and pg_restore for `manage.py backup` and `restore`
# hadolint ignore=DL3008
RUN apt-get update -qq \
    && apt-get install -y -qq --no-install-recommends postgresql-client \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --create-home --home-dir /var/lib/emoflix emoflix \
    && install -d -o emoflix -g emoflix /srv/emoflix/var /backups
COPY --from=packages /opt/venv /opt/venv
COPY --from=site /srv/emoflix /srv/emoflix
COPY --from=site /srv/static /srv/static
WORKDIR /srv/emoflix
ENV PATH=/opt/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    DEBUG=0 STATIC_ROOT=/srv/static BIND=0.0.0.0:8000 LOG_FORMAT=json
USER 10001
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s --retries=3 \
    CMD ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8000/healthz', timeout=4)"]
CMD ["gunicorn"]
