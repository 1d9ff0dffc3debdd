# One image for every process; docker-compose.yml says which of them a container runs. By itself it is the whole product in one process.
FROM node:24-slim AS packages
WORKDIR /parlor
COPY package.json package-lock.json ./
# Without install scripts: the one that matters brings a Node, and the image is one.
RUN npm ci --omit=dev --ignore-scripts --no-audit --no-fund

FROM node:24-slim
ENV NODE_ENV=production HOST=0.0.0.0 DATA_DIR=/data
WORKDIR /parlor
RUN mkdir -p /data/media && chown -R node:node /data
COPY --from=packages /parlor/node_modules node_modules
COPY package.json start.ts seed.ts parked.ts ./
COPY schema schema
COPY kit kit
COPY services services
COPY gateway gateway
COPY sandbox sandbox
USER node
EXPOSE 4000
CMD ["node", "start.ts"]
