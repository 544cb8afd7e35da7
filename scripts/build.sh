# How the other scripts compile; lib.sh sources it.
# True if a file is missing or older than any file in the others
stale() { [[ ! -e $1 || -n $(find "${@:2}" -type f -newer "$1" -print -quit 2>/dev/null) ]]; }
# Lists the libraries in app/target/dev.classpath (with those of the tests) and run.classpath; calls Maven only if a pom changed or a
# library is missing
libraries() {
  if stale app/target/run.classpath pom.xml app/pom.xml || ! tr : '\n' <app/target/dev.classpath | xargs ls >/dev/null 2>&1; then
    maven -q -pl app dependency:unpack@explorers dependency:build-classpath@{dev,run}-classpath >&2
    # Maven does not write an unchanged list
    touch app/target/run.classpath
  fi
}
# Runs a class of dev.assay.dev from its source, because it works on the compiled classes
java_source() {
  "$JAVA_HOME/bin/java" "-Dassay.version=$version" -Xmx2g -XX:+UseSerialGC -XX:TieredStopAtLevel=1 \
    --sun-misc-unsafe-memory-access=allow --enable-native-access=ALL-UNNAMED \
    -cp "$(cat app/target/dev.classpath)" "app/src/test/java/dev/assay/dev/$1.java" "${@:2}"
}
# Brings app/target/dev up to date with the sources; compiles only what changed
compile() { libraries && java_source Workspace; }
# Replaces this shell by a main class with its arguments. Skips the compilation if no file changed, because the container of a test has
# no memory for it
java_main() {
  if stale app/target/dev/compiled pom.xml app/pom.xml app/src migrations; then
    mkdir -p app/target/dev
    touch app/target/dev/began
    compile
    mv app/target/dev/began app/target/dev/compiled
  fi
  exec "$JAVA_HOME/bin/java" -cp "app/target/dev/main/classes:app/target/explorers:app/target/dev/test/classes:$(cat app/target/dev.classpath)" "$@"
}
