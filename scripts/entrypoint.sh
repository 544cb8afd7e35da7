#!/bin/sh
# assay COMMAND in the image: runs Java with the options for the command. Except for the collector, Java replaces this process, so that
# it gets the signals. JAVA_OPTS, split at blanks, comes last and wins.
set -euf
case ${1:-} in
  collect) options=collect ;;
  upload | smoke | migrate | db | application | user | artefact) options=short ;;
  *) options=jvm ;;
esac
run() {
  # shellcheck disable=SC2086
  exec java "@/opt/assay/$options.options" -XX:AOTCache=/opt/assay/assay.aot ${JAVA_OPTS:-} -jar /opt/assay/assay.jar "$@"
}
# Its options hold its class path. malloc has one arena, because each arena keeps memory
collect() {
  # shellcheck disable=SC2086
  MALLOC_ARENA_MAX=1 exec java @/opt/assay/collect.options -XX:AOTCache=/opt/assay/collect.aot ${JAVA_OPTS:-} dev.assay.cli.CollectCommand "$@"
}
[ "${1:-}" = collect ] || run "$@"
shift
# A SIGTERM kills a Java that is still starting, and results would be lost. In that case, run the collector again with --end: it takes
# the existing files and exits
told='' child=''
trap 'told=1; kill -TERM $child 2>/dev/null || :' TERM
collect "$@" &
child=$!
if [ "$told" ]; then kill -TERM "$child" 2>/dev/null || :; fi
while :; do
  code=0
  wait "$child" || code=$?
  kill -0 "$child" 2>/dev/null || break
done
if [ "$code" = 143 ] && [ "$told" ]; then collect "$@" --end; fi
exit "$code"
