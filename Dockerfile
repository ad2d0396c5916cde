# The image: docs/decisions/017-image.md. Built for amd64 and arm64 alike; nothing is compiled.
ARG NODE=node:24-bookworm-slim

FROM ${NODE} AS build
WORKDIR /build
COPY package.json package-lock.json .npmrc ./
RUN npm ci --no-audit --no-fund
COPY . .
# The package as it is published, with the one binary of better-sqlite3 that runs here.
RUN mkdir -p /image/app /image/cache \
 && tar -xz -C /image/app --strip-components=1 -f "$(npm run --silent pack)" \
 && cd /image/app/dist/better-sqlite3/prebuilds \
 && find . -type f ! -name "linux-$(node -p process.arch).node" -delete \
 && chmod 755 /image/app/dist/cli.cjs

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
# For docker exec.
RUN ["ln", "-s", "/app/dist/cli.cjs", "/usr/local/bin/sms-emulator"]
USER 65532:65532
EXPOSE 7670
ENTRYPOINT ["node", "/app/dist/cli.cjs"]
CMD ["start", "--host", "0.0.0.0"]
HEALTHCHECK --interval=3s --timeout=5s --start-period=20s \
  CMD ["node", "/app/dist/cli.cjs", "health"]
# Run once, so that an image that cannot start is never published. The compiled code is kept for the next start.
RUN ["node", "-e", "require('/app/dist/index.cjs').start().then(async ({ endpoints, close }) => { const { status } = await fetch(endpoints.control + '/ready'); await close(); process.exit(status === 200 ? 0 : 1) })"]
