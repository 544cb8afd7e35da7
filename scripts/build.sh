# How the other scripts compile; sourced by lib.sh.
# True if a file is missing or older than any file in the others
stale() { [[ ! -e $1 || -n $(find "${@:2}" -type f -newer "$1" -print -quit 2>/dev/null) ]]; }
# Lists the libraries in app/target/dev.classpath, with those of the tests, and run.classpath; asks Maven only when a pom
# changed or a library went away
libraries() {
  if stale app/target/run.classpath pom.xml app/pom.xml || ! tr : '\n' <app/target/dev.classpath | xargs ls >/dev/null 2>&1; then
    maven -q -pl app dependency:unpack@explorers dependency:build-classpath@{dev,run}-classpath >&2
    # Lists that are the same as before are not written
    touch app/target/run.classpath
  fi
}
# Runs a class of dev.assay.dev from its source, because it works on what is compiled
java_source() {
  "$JAVA_HOME/bin/java" "-Dassay.version=$version" -Xmx2g -XX:+UseSerialGC -XX:TieredStopAtLevel=1 \
    --sun-misc-unsafe-memory-access=allow --enable-native-access=ALL-UNNAMED \
    -cp "$(cat app/target/dev.classpath)" "app/src/test/java/dev/assay/dev/$1.java" "${@:2}"
}
# Brings app/target/dev up to date with the sources; compiles only what changed
compile() { libraries && java_source Workspace; }
# Becomes a main class with its arguments. Where no file is newer than the last compilation there is none to do: a container of a
# test has no memory for it
java_main() {
  if stale app/target/dev/compiled pom.xml app/pom.xml app/src migrations; then
    mkdir -p app/target/dev
    touch app/target/dev/began
    compile
    mv app/target/dev/began app/target/dev/compiled
  fi
  exec "$JAVA_HOME/bin/java" -cp "app/target/dev/main/classes:app/target/explorers:app/target/dev/test/classes:$(cat app/target/dev.classpath)" "$@"
}
