# The images of both services: `docker build .` makes the shield's, `docker build --target agent .` the agent's.
# The base must be Debian's, with Node.js and npm: the agent needs GNU tar, find and sort, and both come by apt-get to the rest.
ARG BASE=node:26-trixie-slim

# One step, so that no layer holds what only building takes. What nothing reads at run time goes as well: types, maps, the
# compiler, and the binding of the database for another libc.
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

# tini passes signals on, reaps what the service leaves behind, and takes an end by SIGTERM (143) for a good one.
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
  org.opencontainers.image.description="Image Factory: saves the containers of its node for the shield"
EXPOSE 9002
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s --retries=3 \
  CMD ["node", "/app/healthcheck.mjs", "/app/dist/apps/agent/main.js", "9002", "/health"]
# As a subreaper (-s) it reaps, too, where it is not the first process: under --pid host.
ENTRYPOINT ["tini", "-s", "-e", "143", "--", "node", "/app/dist/apps/agent/main.js"]

FROM service AS shield
COPY --from=build /app/dist/apps/shield dist/apps/shield
COPY --from=build /app/dist/apps/console dist/apps/console
LABEL org.opencontainers.image.title=image-factory-shield \
  org.opencontainers.image.description="Image Factory: takes saves in and hands them to the agents of their nodes"
# The usual database, sqlite:./image-factory.db, lies here.
RUN install --directory --owner=10001 --group=10001 --mode=700 /data
WORKDIR /data
VOLUME /data
USER 10001:10001
EXPOSE 9001
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s --retries=3 \
  CMD ["node", "/app/healthcheck.mjs", "/app/dist/apps/shield/main.js", "9001", "/health/live"]
ENTRYPOINT ["tini", "-s", "-e", "143", "--", "node", "/app/dist/apps/shield/main.js"]
