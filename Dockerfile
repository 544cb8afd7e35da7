# The image of development: the sources with everything that builds, tests and reloads them, also without a network.
# skaffold dev builds it and keeps its sources up to date (docs/containers.md).
ARG MAVEN_IMAGE=docker.io/library/maven:3-eclipse-temurin-25
FROM ${MAVEN_IMAGE}
RUN echo 'assay:x:65532:' >>/etc/group \
    && echo 'assay:x:65532:65532:Assay:/home/assay:/bin/bash' >>/etc/passwd \
    && install --directory --owner=65532 --group=65532 /app /home/assay \
    && printf '#!/bin/sh\nexec /app/scripts/assay "$@"\n' >/usr/local/bin/assay \
    && chmod +x /usr/local/bin/assay
WORKDIR /app
COPY --chown=65532:65532 . .
ARG VERSION=0.0.0
# One build and one test fetch all that later ones need, to where these look for it; from then on Maven asks nobody. Layers keep
# whole seconds, Maven compares milliseconds and would compile everything anew: libraries are of one instant
RUN --mount=type=cache,target=/root/.m2 \
    mkdir -p /root/.m2/repository /home/assay/.m2 \
    && cp -r /root/.m2/repository /home/assay/.m2 \
    && mvn -B -Dmaven.repo.local=/home/assay/.m2/repository "-Drevision=${VERSION}" -Dkeycloak.skip=true test -Dtest=ScriptsTest \
    && cp -ru /home/assay/.m2/repository /root/.m2 \
    && find /home/assay/.m2 -name '*.jar' -exec touch --date=2026-01-01T00:00:00Z {} + \
    && sed -i -E 's/:[0-9]{13}$/:1767225600000/' app/target/maven-status/*/*/*/dependencies.lst \
    && scripts/assay --version \
    && printf '%s\n' --offline -Dkeycloak.skip=true >>.mvn/maven.config \
    && chown -R 65532:65532 /home/assay app/target
# The port of a debugger, empty for none
ARG DEBUG_PORT
ENV ASSAY_VERSION=${VERSION} DEBUG_PORT=${DEBUG_PORT} HOST=0.0.0.0 LANG=C.UTF-8 LC_ALL=C.UTF-8
USER 65532:65532
EXPOSE 30000 9090
ENTRYPOINT ["assay"]
CMD ["serve"]
