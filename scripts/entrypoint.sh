#!/bin/sh
# assay COMMAND in the image: Java with the options that suit the command. All but the collector become this very process, so that
# signals reach them. JAVA_OPTS, split at blanks, comes after ours and wins.
set -euf
cache=assay
case ${1:-} in
  collect) options=short cache=collect ;;
  upload | smoke | migrate | db | application | user | artefact) options=short ;;
  *) options=jvm ;;
esac
run() {
  # shellcheck disable=SC2086
  exec java "@/opt/assay/$options.options" "-XX:AOTCache=/opt/assay/$cache.aot" ${JAVA_OPTS:-} -jar /opt/assay/assay.jar "$@"
}
[ "${1:-}" = collect ] || run "$@"
# A SIGTERM ends a Java that does not listen yet, and results would be lost. Then the collector starts again, takes what is there and ends
told='' child=''
trap 'told=1; kill -TERM $child 2>/dev/null || :' TERM
run "$@" &
child=$!
while :; do
  code=0
  wait "$child" || code=$?
  kill -0 "$child" 2>/dev/null || break
done
if [ "$code" = 143 ] && [ "$told" ]; then run "$@" --end; fi
exit "$code"
