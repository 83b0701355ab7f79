ARG BASE=python:3.12-slim-bookworm@sha256:34386ef0cb081344d7ec1c103ba398e6e9f64e9ab3a1509accc92a4e24a07258
# hadolint ignore=DL3006
FROM ${BASE} AS build
WORKDIR /srv
COPY requirements.txt ./
RUN python -m venv /srv/venv \
    && /srv/venv/bin/pip install --no-cache-dir --require-hashes -r requirements.txt

# hadolint ignore=DL3006
FROM ${BASE}
LABEL org.opencontainers.image.title="Commonboard" org.opencontainers.image.licenses="MIT"
WORKDIR /srv
COPY --from=build /srv/venv /srv/venv
COPY LICENSE ./
COPY migrations ./migrations
COPY app ./app
RUN mkdir --mode=700 /data && chown 10001:10001 /data
ENV PATH=/srv/venv/bin:$PATH HOST=0.0.0.0 DATA_DIR=/data
VOLUME /data
EXPOSE 8000
USER 10001:10001
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s \
  CMD ["python", "-c", "import os, urllib.request as u; u.urlopen(f'http://127.0.0.1:{os.environ.get(\"PORT\", 8000)}/healthz', timeout=4)"]
CMD ["python", "-m", "app", "serve"]
