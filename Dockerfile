# The development image: the sources and everything that builds, tests and reloads them without a network. skaffold dev builds it and
# keeps its sources up to date (docs/containers.md). Layers that seldom change come first.
ARG MAVEN_IMAGE=docker.io/library/maven:3-eclipse-temurin-25
FROM ${MAVEN_IMAGE}
RUN echo 'assay:x:65532:' >>/etc/group \
    && echo 'assay:x:65532:65532:Assay:/home/assay:/bin/bash' >>/etc/passwd \
    && install --directory --owner=65532 --group=65532 /app /home/assay \
    && printf '#!/bin/sh\nexec /app/scripts/assay "$@"\n' >/usr/local/bin/assay \
    && chmod +x /usr/local/bin/assay
WORKDIR /app

# An almost empty build and test fetch everything that later ones need; from then on Maven is offline
COPY .mvn .mvn
COPY pom.xml ./
COPY app/pom.xml app/openapi.properties app/
RUN --mount=type=cache,target=/root/.m2 \
    mkdir -p /root/.m2/repository /home/assay/.m2 app/src/main/java app/src/test/java \
    && cp -r /root/.m2/repository /home/assay/.m2 \
    && echo 'final class Fetch {}' >app/src/main/java/Fetch.java \
    && echo 'class FetchTest { @org.junit.jupiter.api.Test void fetch() {} }' >app/src/test/java/FetchTest.java \
    && mvn -B -Dmaven.repo.local=/home/assay/.m2/repository -Dkeycloak.skip=true test \
    && cp -ru /home/assay/.m2/repository /root/.m2 \
    && rm -r app/src app/target \
    && printf '%s' '<settings><offline>true</offline><activeProfiles><activeProfile>image</activeProfile></activeProfiles><profiles>' \
      '<profile><id>image</id><properties><keycloak.skip>true</keycloak.skip></properties></profile></profiles></settings>' \
      >/home/assay/.m2/settings.xml \
    && chown -R 65532:65532 /app /home/assay

# Compiled once; containers compile only later edits
USER 65532:65532
COPY --chown=65532:65532 scripts scripts
COPY --chown=65532:65532 migrations migrations
COPY --chown=65532:65532 app app
RUN HOME=/home/assay ASSAY_VERSION=0.0.0 bash -euo pipefail -c '. scripts/lib.sh && compile all && scripts/assay --version'

# Files that are not compiled: an edit changes only this layer
COPY --chown=65532:65532 . .
ARG VERSION=0.0.0
ENV ASSAY_VERSION=${VERSION} HOST=0.0.0.0 LANG=C.UTF-8 LC_ALL=C.UTF-8
EXPOSE 30000 9090
ENTRYPOINT ["assay"]
CMD ["serve"]
