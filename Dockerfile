# syntax=docker/dockerfile:1
# Imagem única do SP156: web, worker e beat mudam só o comando. Segredos vêm do ambiente, nunca daqui.

# --- frente: Sass, módulos e fontes ---------------------------------------------
FROM node:24-slim AS frente
WORKDIR /projeto
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev
COPY frontend frontend
RUN node frontend/compilar.mjs

# --- python: dependências conferidas por resumo -----------------------------------
FROM python:3.13-slim AS python
WORKDIR /construcao
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
RUN python -m venv /venv
COPY requirements-producao.txt .
RUN /venv/bin/pip install --require-hashes -r requirements-producao.txt

# --- projeto: código e estáticos já com resumo no nome e comprimidos ----------------
FROM python AS projeto
WORKDIR /app
COPY . .
COPY --from=frente /projeto/static/compilado static/compilado
RUN rm -rf frontend package.json package-lock.json .npmrc requirements-producao.txt \
 && STATIC_ROOT=/estaticos /venv/bin/python manage.py collectstatic --noinput --verbosity 0 \
 && STATIC_ROOT=/estaticos /venv/bin/python manage.py preparar \
 && /venv/bin/python -m compileall -q /app

# --- imagem final ---------------------------------------------------------------------
FROM python:3.13-slim AS final
LABEL org.opencontainers.image.title="SP156" \
      org.opencontainers.image.description="Portal de serviços da cidade"
# pg_dump e pg_restore da versão do servidor do compose, que a do Debian não alcança: as cópias (ADR 0079).
RUN apt-get update \
 && apt-get install -y --no-install-recommends postgresql-common ca-certificates \
 && /usr/share/postgresql-common/pgdg/apt.postgresql.org.sh -y \
 && apt-get install -y --no-install-recommends postgresql-client-18 \
 && rm -rf /var/lib/apt/lists/*
RUN groupadd --gid 10001 sp156 \
 && useradd --uid 10001 --gid sp156 --no-create-home --shell /usr/sbin/nologin sp156 \
 && install -d -o sp156 -g sp156 /dados/arquivos /dados/copias
ENV PATH=/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    STATIC_ROOT=/estaticos \
    MEDIA_ROOT=/dados/arquivos \
    PORTA=8000
COPY --from=python /venv /venv
COPY --from=projeto /estaticos /estaticos
COPY --from=projeto /app /app
WORKDIR /app
USER 10001:10001
VOLUME ["/dados/arquivos", "/dados/copias"]
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=10s --start-period=30s --retries=3 CMD ["python", "-m", "sp156.saude.healthcheck"]
CMD ["python", "-m", "sp156.web.servidor"]
