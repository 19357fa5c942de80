# One image for web, worker, realtime and migrate; a second one, `test`, for the tests.
FROM node:24.21.0-bookworm-slim AS base
ENV NEXT_TELEMETRY_DISABLED=1
WORKDIR /app
RUN chown node:node /app
USER node

FROM base AS sources
COPY --chown=node:node package.json package-lock.json .npmrc ./
COPY --chown=node:node launch/ensure-packages.mjs launch/
RUN node launch/ensure-packages.mjs
COPY --chown=node:node . .

FROM sources AS build
RUN NODE_ENV=production npm run build && npm prune --omit=dev --no-audit --no-fund

FROM sources AS test
USER root
RUN apt-get update && apt-get install -y --no-install-recommends chromium && rm -rf /var/lib/apt/lists/*
USER node
CMD ["npm", "test"]

FROM base AS runtime
ENV NODE_ENV=production HOST=0.0.0.0 TRIPFOLD_HOME=/secrets SPOOL_DIR=/spool INBOX_DIR=/inbox
USER root
# A new volume takes the owner of the folder that it is mounted on.
RUN mkdir /secrets /spool /inbox && chown node:node /secrets /spool /inbox
USER node
COPY --from=build /app ./
EXPOSE 3000 6001
CMD ["node", "--import", "tsx", "launch/web.ts"]
