# Tangazo as one container: make what is due, serve it on port 8000, write to /data only.
#   build: docker build -t tangazo .
#   run:   docker run -p 8000:8000 -v tangazo:/data tangazo
ARG BASE=python:3.11-slim-bookworm

FROM ${BASE} AS build
WORKDIR /src
# Alone first, so that a change of code does not install the libraries again.
RUN python3 -m venv /opt/tangazo
COPY constraints.txt pyproject.toml README.md LICENSE ./
COPY app ./app
COPY bulletin_templates ./bulletin_templates
RUN /opt/tangazo/bin/pip install --no-cache-dir --constraint constraints.txt .

FROM ${BASE}
RUN useradd --uid 10001 --create-home --home-dir /data tangazo
COPY --from=build /opt/tangazo /opt/tangazo
ENV PATH=/opt/tangazo/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    TANGAZO_HOME=/data \
    TANGAZO_HOST=0.0.0.0 \
    TANGAZO_PORT=8000
USER 10001
WORKDIR /data
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=120s \
  CMD ["python3", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8000/healthz', timeout=4)"]
CMD ["tangazo", "up"]
