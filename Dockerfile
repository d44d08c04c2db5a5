# syntax=docker/dockerfile:1
# Two stages: the first builds the virtual environment from the hash-locked requirements, the second
# holds nothing but that, the code and an unprivileged user. The root file system can be read-only;
# only /data is written to (SQLite), and not even that with PostgreSQL, and /tmp where pictures are
# drawn. tests/e2e/test_container.py walks through it as far as that goes without an engine.
FROM python:3.13-slim AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
RUN python -m venv /venv
# requirements-llm.lock to have summaries worded by a language model, requirements-otel.lock for spans.
ARG REQUIREMENTS=requirements.lock
COPY ${REQUIREMENTS} /tmp/requirements.lock
RUN /venv/bin/pip install --no-cache-dir --require-hashes -r /tmp/requirements.lock

FROM python:3.13-slim
ENV PATH=/venv/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    HOME=/tmp \
    DATABASE_URL=sqlite:////data/onward.db \
    HEALTH=true \
    LOG_FORMAT=json
RUN useradd --uid 10001 --no-create-home --shell /usr/sbin/nologin onward \
    && install --directory --owner=onward --group=onward /data
COPY --from=build /venv /venv
WORKDIR /onward
COPY manifest.yml manifest.yml
COPY migrations migrations
COPY app app
USER 10001
VOLUME /data
EXPOSE 3000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=6s --start-period=60s --start-interval=2s --retries=3 \
    CMD ["python", "-m", "app.healthy"]
CMD ["python", "-m", "app", "run"]
