# How the other scripts compile the sources and run them; build.sh sources it.
# Brings app/target/dev up to date with the sources of the server (main), or also of the tests (all); compiles only what changed
compile() { tool Workspace "$1" && train; }
# Makes Java's cache for the compiler, in the background, after which a compilation takes half the time. Images have no use for it
train() {
  if [[ -z ${ASSAY_VERSION:-} ]] && stale app/target/tools.trained app/target/tools.jar; then
    touch app/target/tools.trained
    (nice "$JAVA_HOME/bin/java" "${short[@]}" -Xmx2g -XX:AOTCacheOutput=app/target/tools.new "-Dassay.version=$version" \
      -cp "app/target/tools.jar:$(cat app/target/dev.classpath)" dev.assay.dev.Workspace train && mv app/target/tools.new app/target/tools.aot) >/dev/null 2>&1 </dev/null &
  fi
}
# As compile, but does not look if no file changed, because the container of a test has no memory for it
up_to_date() {
  local sources=(pom.xml app/pom.xml migrations app/src/main) done=app/target/dev/compiled.$1
  if [[ $1 == all ]]; then sources+=(app/src/test); fi
  if stale "$done" "${sources[@]}"; then
    mkdir -p app/target/dev && touch "$done.began"
    compile "$1"
    mv "$done.began" "$done"
  fi
}
# java_main main|all CLASS [ARGUMENT…]   Replaces this shell by a main class, with the sources of the server or also of the tests
java_main() {
  local options=("${short[@]}")
  if [[ $1 == all ]]; then options=("${quiet[@]}"); fi
  up_to_date "$1"
  exec "$JAVA_HOME/bin/java" "${options[@]}" -cp "app/target/dev/main/classes:app/target/explorers:app/target/dev/test/classes:$(cat app/target/dev.classpath)" "${@:2}"
}
