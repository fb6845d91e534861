# Builds both images: `docker build .` the shield's, `docker build --target agent .` the agent's.
# The base must be Debian with Node.js, npm and apt-get: the agent needs GNU tar, find and sort.
ARG BASE=node:26-trixie-slim

# One step, so that no layer contains build-time files. It also removes types, source maps, the compiler, and the database
# binding for another libc: nothing reads them at run time.
FROM ${BASE} AS build
WORKDIR /app
COPY package.json package-lock.json nest-cli.json tsconfig.json ./
COPY apps apps
COPY libs libs
RUN npm ci --ignore-scripts --no-audit --no-fund \
  && npm run build \
  && npm prune --omit=dev --ignore-scripts --no-audit --no-fund \
  && rm -rf apps libs /root/.npm node_modules/typescript node_modules/@libsql/*-musl \
  && find dist node_modules -type f '(' -name '*.map' -o -name '*.d.ts' -o -name '*.d.[cm]ts' ')' -delete

# tini forwards signals, reaps orphaned processes, and reports an exit by SIGTERM (143) as success.
FROM ${BASE} AS service
RUN apt-get update \
  && apt-get install --yes --no-install-recommends tini \
  && rm -rf /var/lib/apt/lists/* /var/cache/debconf/* /var/log/apt /var/log/dpkg.log
WORKDIR /app
COPY --from=build /app/node_modules node_modules
COPY package.json LICENSE deploy/image/healthcheck.mjs ./
COPY --from=build /app/dist/libs dist/libs
ENV NODE_ENV=production
STOPSIGNAL SIGTERM
LABEL org.opencontainers.image.version=1.0.0 \
  org.opencontainers.image.licenses=MIT

# igzip compresses layers faster than Node.js does.
FROM service AS agent
RUN apt-get update \
  && apt-get install --yes --no-install-recommends isal \
  && rm -rf /var/lib/apt/lists/* /var/cache/debconf/* /var/log/apt /var/log/dpkg.log
COPY --from=build /app/dist/apps/agent dist/apps/agent
LABEL org.opencontainers.image.title=image-factory-agent \
  org.opencontainers.image.description="Image Factory: commits containers of its node for the shield"
EXPOSE 9002
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s --retries=3 \
  CMD ["node", "/app/healthcheck.mjs", "/app/dist/apps/agent/main.js", "9002", "/health"]
# Under --pid host tini is not process 1, so it registers as a subreaper (-s).
ENTRYPOINT ["tini", "-s", "-e", "143", "--", "node", "/app/dist/apps/agent/main.js"]

FROM service AS shield
COPY --from=build /app/dist/apps/shield dist/apps/shield
COPY --from=build /app/dist/apps/console dist/apps/console
LABEL org.opencontainers.image.title=image-factory-shield \
  org.opencontainers.image.description="Image Factory: accepts commits and dispatches them to the agents of the nodes"
# Holds the default database, sqlite:./image-factory.db.
RUN install --directory --owner=10001 --group=10001 --mode=700 /data
WORKDIR /data
VOLUME /data
USER 10001:10001
EXPOSE 9001
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s --retries=3 \
  CMD ["node", "/app/healthcheck.mjs", "/app/dist/apps/shield/main.js", "9001", "/health/live"]
ENTRYPOINT ["tini", "-s", "-e", "143", "--", "node", "/app/dist/apps/shield/main.js"]
