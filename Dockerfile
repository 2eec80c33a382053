# syntax=docker/dockerfile:1
# One image per app: docker build --build-arg APP=api --tag api .
#
# Both bases are pinned to a version here. For a release, pin them to a digest too, which nobody can move:
#   docker buildx imagetools inspect node:24.21.0-bookworm-slim --format '{{.Manifest.Digest}}'
#   docker build --build-arg BUILD_IMAGE=node:24.21.0-bookworm-slim@sha256:… --build-arg RUN_IMAGE=…@sha256:… …
ARG BUILD_IMAGE=node:24.21.0-bookworm-slim
ARG RUN_IMAGE=gcr.io/distroless/nodejs24-debian12:nonroot

FROM ${BUILD_IMAGE} AS build
WORKDIR /src
COPY . .
# No package's own script runs: the bundler needs none of them.
RUN --mount=type=cache,target=/root/.npm npm ci --ignore-scripts --no-audit --no-fund
ARG APP
RUN node scripts/bundle/main.ts "${APP:?name the app: --build-arg APP=api}"
RUN mv "dist/${APP}" /out

FROM ${RUN_IMAGE}
# One file and the list of what is in it: no package manager, no shell, no development dependencies.
COPY --from=build --chown=nonroot:nonroot /out/ /app/
WORKDIR /app
USER nonroot
ENV NODE_ENV=production
CMD ["--enable-source-maps", "main.mjs"]
