#!/bin/sh
# assay COMMAND in the image: Java with the options that suit the command, as this very process, so that signals reach it.
# JAVA_OPTS, split at blanks, comes after ours and wins.
set -euf
case ${1:-} in
  collect | upload | smoke | migrate | db | application | user | artefact) options=short ;;
  *) options=jvm ;;
esac
# shellcheck disable=SC2086
exec java "@/opt/assay/$options.options" -XX:AOTCache=/opt/assay/assay.aot ${JAVA_OPTS:-} -jar /opt/assay/assay.jar "$@"
