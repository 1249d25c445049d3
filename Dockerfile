# makegood in an image: one static binary, for worker, starter, simulator and the command line.
ARG GO_VERSION
ARG ALPINE_VERSION

FROM golang:${GO_VERSION}-alpine AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
# Without CGO the binary needs nothing of the image it runs in.
RUN CGO_ENABLED=0 go build -trimpath -ldflags="-s -w" -o /out/makegood ./cmd/makegood

# Alpine rather than nothing: its wget answers the health checks.
FROM alpine:${ALPINE_VERSION}
RUN adduser -D -H -u 10001 makegood && mkdir -m 0700 /data && chown makegood:makegood /data
COPY --from=build /out/makegood /usr/local/bin/makegood
COPY --from=build /src/internal/demo/examples /usr/share/makegood/examples
USER makegood
WORKDIR /data
ENV MAKEGOOD_DATA_DIR=/data
ENTRYPOINT ["makegood"]
