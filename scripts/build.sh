# How the other scripts compile; lib.sh sources it.
# Options of Java without its warnings about libraries, and for a program that runs for seconds
quiet=(--enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow)
short=("${quiet[@]}" -XX:+UseSerialGC -XX:TieredStopAtLevel=1)
# True if a file is missing or older than any file in the others
stale() { [[ ! -e $1 || -n $(find "${@:2}" -type f -newer "$1" -print -quit 2>/dev/null) ]]; }
# Lists the libraries in app/target/dev.classpath (with those of the tests) and run.classpath; calls Maven only if a pom changed or a
# library is missing
libraries() {
  if stale app/target/run.classpath pom.xml app/pom.xml || ! tr : '\n' <app/target/dev.classpath | xargs ls >/dev/null 2>&1; then
    say 'looking for the libraries; Maven fetches those that are not in ~/.m2, some 250 MB the first time'
    maven -q -pl app dependency:unpack@explorers dependency:build-classpath@{dev,run}-classpath >&2
    # Maven does not write an unchanged list
    touch app/target/run.classpath
  fi
}
# Compiles dev.assay.dev apart from the sources, because it compiles them
tools() {
  libraries
  if stale app/target/tools.jar app/target/run.classpath app/src/test/java/dev/assay/dev; then
    say 'compiling the tools in app/src/test/java/dev/assay/dev'
    local made
    made=$(mktemp -d app/target/tools.XXXXXX)
    "$JAVA_HOME/bin/javac" -J-XX:TieredStopAtLevel=1 -J-XX:+UseSerialGC -nowarn -proc:none -parameters -d "$made/classes" -cp "$(cat app/target/dev.classpath)" \
      -sourcepath app/src/test/java app/src/test/java/dev/assay/dev/{Workspace,DevServer,Retry,QuickTests,Budgets}.java
    "$JAVA_HOME/bin/jar" --create --file "$made/tools.jar" -C "$made/classes" .
    mv "$made/tools.jar" app/target && rm -rf "$made"
  fi
}
# Runs a class of dev.assay.dev, with the cache that train makes
tool() {
  tools
  "$JAVA_HOME/bin/java" "${short[@]}" -Xmx2g -Xlog:disable -XX:AOTCache=app/target/tools.aot "-Dassay.version=$version" \
    -cp "app/target/tools.jar:$(cat app/target/dev.classpath)" "dev.assay.dev.$1" "${@:2}"
}
. scripts/compile.sh
