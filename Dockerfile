# The image: docs/decisions/017-image.md. Built for amd64 and arm64 alike; nothing is compiled.
ARG NODE=node:24-bookworm

FROM ${NODE} AS build
WORKDIR /build
COPY package.json package-lock.json .npmrc ./
RUN npm ci --no-audit --no-fund
COPY . .
RUN mkdir /image /image/empty \
 && node --import tsx scripts/image.ts /image

FROM scratch AS image
ARG VERSION=0.2.0
ARG REVISION=unknown
LABEL org.opencontainers.image.title="huaweicloud-sms-emulator" \
      org.opencontainers.image.description="Local emulator of Huawei Cloud's Server Migration Service (SMS) v3 and the IAM endpoints its clients need" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}"
COPY --from=build /image/node /
COPY --from=build /image/program /
COPY --from=build --chown=65532:65532 /image/empty /app/cache
# A new volume at this place takes its owner from it.
COPY --from=build --chown=65532:65532 /image/empty /data
ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
    NODE_ENV=production \
    NODE_COMPILE_CACHE=/app/cache
USER 65532:65532
EXPOSE 7670
ENTRYPOINT ["node", "/app/dist/cli.cjs"]
CMD ["start", "--host", "0.0.0.0"]
HEALTHCHECK --interval=3s --timeout=5s --start-period=20s \
  CMD ["node", "/app/dist/cli.cjs", "health"]
# Run once, so that an image that cannot start is never published. The compiled code is kept for the next start.
RUN ["node", "-e", "require('/app/dist/index.cjs').start().then(async ({ endpoints, close }) => { const { status } = await fetch(endpoints.control + '/ready'); await close(); process.exit(status === 200 ? 0 : 1) })"]

FROM ${NODE}-slim AS userland
RUN rm -r /usr/local/*

# The same with Debian around it, for those who want a shell: `--target debian`.
FROM image AS debian
COPY --from=userland / /
RUN sms-emulator --version

FROM image
