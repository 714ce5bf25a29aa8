# The image of Bactrian: docker build -t bactrian .
#
# With the newest PostgreSQL server in it as well, which the demo needs: docker build -t bactrian --target with-server .
#
# BASE_IMAGE          a Debian; change POSTGRESQL_SOURCES with it
# DEBIAN_SOURCES      lines for /etc/apt/sources.list in the place of the base image's own, for a mirror
# POSTGRESQL_SOURCES  where PostgreSQL's client tools of all majors come from; by default the PostgreSQL project's own archive
# POSTGRESQL_MAJORS   which of them; every server of one of these, or older, can be backed up
#
# Nothing else is fetched when the program lies in target/image, built outside:
# mvn -Dmaven.test.skip -Dbactrian.launch -Dbactrian.build=target/image package
ARG BASE_IMAGE=debian:trixie-slim

FROM ${BASE_IMAGE} AS base
ARG DEBIAN_SOURCES=
ARG POSTGRESQL_SOURCES="deb [signed-by=/etc/apt/keyrings/postgresql.asc] http://apt.postgresql.org/pub/repos/apt trixie-pgdg main"
ARG POSTGRESQL_MAJORS="13 14 15 16 17 18"
COPY src/main/docker/postgresql.asc /etc/apt/keyrings/postgresql.asc
RUN set -eu; \
    if [ -n "$DEBIAN_SOURCES" ]; then \
      rm -f /etc/apt/sources.list.d/*; \
      printf '%s\n' "$DEBIAN_SOURCES" >/etc/apt/sources.list; \
    fi; \
    printf '%s\n' "$POSTGRESQL_SOURCES" >/etc/apt/sources.list.d/postgresql.list; \
    apt-get -qq update; \
    DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends \
      ca-certificates openjdk-21-jre-headless zstd $(printf 'postgresql-client-%s ' $POSTGRESQL_MAJORS) >/dev/null; \
    rm -rf /var/lib/apt/lists/* /var/cache/apt/*.bin /var/log/apt /var/log/dpkg.log /var/cache/ldconfig/aux-cache; \
    groupadd --gid 1000 authentik; \
    useradd --uid 1000 --gid authentik --no-create-home --home-dir /backups --shell /usr/sbin/nologin authentik; \
    # Group 0 is the one that any user has whom a platform such as OpenShift makes up.
    install -d --owner=authentik --group=root --mode=0770 /backups

FROM base AS build
WORKDIR /build
COPY . .
RUN set -eu; \
    if [ -r target/image/bactrian.jar ]; then \
      mv target/image /built; \
    else \
      apt-get -qq update; \
      DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends default-jdk-headless maven >/dev/null; \
      mvn -B -ntp -q -Dmaven.test.skip=true -Dbactrian.launch -Dbactrian.build=/built package; \
    fi; \
    install -d /opt/bactrian/lib; \
    install -m 0644 /built/bactrian.jar LICENSE /opt/bactrian/; \
    install -m 0644 /built/lib/* /opt/bactrian/lib/; \
    install -m 0755 ak /opt/bactrian/ak; \
    install -m 0644 /built/native/linux/"$(dpkg --print-architecture | sed s/arm64/aarch64/)"/libzstd-jni-*.so \
      /opt/bactrian/libzstd-jni.so

# The archive of class data fits only the very JVM and the very files that it was made with.
FROM base AS trained
COPY --from=build /opt/bactrian /opt/bactrian
COPY src/main/scripts/class-data.sh /tmp/class-data.sh
RUN set -eu; \
    mkdir /tmp/scratch; \
    . /tmp/class-data.sh; \
    class_data "$(command -v java)" /opt/bactrian /tmp/scratch; \
    install -m 0644 /tmp/scratch/classes.jsa /opt/bactrian/classes.jsa

FROM base AS program
LABEL org.opencontainers.image.title="Bactrian" \
      org.opencontainers.image.description="Scheduled PostgreSQL backups that restore" \
      org.opencontainers.image.licenses="Apache-2.0"
COPY --from=trained /opt/bactrian /opt/bactrian
RUN ln -s /opt/bactrian/ak /usr/local/bin/ak
USER 1000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=60s --timeout=20s --start-period=30s CMD ["ak", "healthcheck"]
ENTRYPOINT ["ak"]
CMD ["worker"]

FROM program AS with-server
ARG POSTGRESQL_MAJORS="13 14 15 16 17 18"
USER root
RUN set -eu; \
    mkdir -p /etc/postgresql-common/createcluster.d; \
    echo 'create_main_cluster = false' >/etc/postgresql-common/createcluster.d/none.conf; \
    apt-get -qq update; \
    DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends \
      "postgresql-${POSTGRESQL_MAJORS##* }" >/dev/null; \
    rm -rf /var/lib/apt/lists/* /var/cache/apt/*.bin /var/log/apt /var/log/dpkg.log
USER 1000

# What is built when nothing else is said.
FROM program
