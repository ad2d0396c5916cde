# The image: docs/decisions/017-image.md. Built for amd64 and arm64 alike; nothing is compiled.
ARG NODE=node:24-bookworm-slim

FROM ${NODE} AS build
WORKDIR /build
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY docker ./docker
RUN cd docker && npm ci --ignore-scripts --no-audit --no-fund
COPY . .
# What the package ships, and of better-sqlite3 what runs here: also in the build, which starts what it has bundled.
RUN rm -r node_modules/better-sqlite3 \
 && cp -r docker/node_modules/better-sqlite3 node_modules/ \
 && npm run build \
 && mkdir -p /image/app/node_modules/better-sqlite3 /image/cache \
 && tar -xz -C /image/app --strip-components=1 -f "$(npm pack --ignore-scripts --silent)" \
 && cd docker/node_modules/better-sqlite3 \
 && cp -r --parents package.json LICENSE lib "prebuilds/linux-$(node -p process.arch).node" /image/app/node_modules/better-sqlite3

FROM ${NODE}
ARG VERSION=0.2.0
ARG REVISION=unknown
LABEL org.opencontainers.image.title="huaweicloud-sms-emulator" \
      org.opencontainers.image.description="Local emulator of Huawei Cloud's Server Migration Service (SMS) v3 and the IAM endpoints its clients need" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}"
COPY --from=build /image/app /app
COPY --from=build --chown=65532:65532 /image/cache /app/cache
ENV NODE_ENV=production \
    NODE_COMPILE_CACHE=/app/cache
USER 65532:65532
EXPOSE 7670
ENTRYPOINT ["node", "/app/dist/cli.cjs"]
CMD ["start", "--host", "0.0.0.0"]
HEALTHCHECK --interval=3s --timeout=5s --start-period=20s \
  CMD ["node", "/app/dist/cli.cjs", "health"]
# It runs once: what does not start here is no image. The compiled code is kept for the next start.
RUN ["node", "-e", "require('/app/dist/index.cjs').start().then(async ({ endpoints, close }) => { const { status } = await fetch(endpoints.control + '/ready'); await close(); process.exit(status === 200 ? 0 : 1) })"]
