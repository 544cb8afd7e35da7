# Shared by the scripts, which source it with their own arguments.
cd "$(dirname "${BASH_SOURCE[0]}")/.."
if [[ ${1:-} == --help || ${1:-} == -h ]]; then
  sed -n '2,/^[^#]/s/^# \{0,1\}//p' "scripts/${0##*/}"
  exit 0
fi
say() { printf '→ %s\n' "$*" >&2; }
# Ends the script with two lines: what is wrong, and what to do. Exit code 2 after refuse
fail() { printf '%s\n' "$@" >&2; exit 1; }
refuse() { printf '%s\n' "$@" >&2; exit 2; }
# Settings of .env that are not set yet; tests are the same on every machine
if [[ -e .env && ! ${0##*/} =~ ^(test|coverage|proofs|lint|tape)$ ]]; then
  while IFS= read -r line || [[ -n $line ]]; do
    if [[ $line =~ ^([A-Za-z_][A-Za-z0-9_]*)=(.*)$ ]]; then
      name=${BASH_REMATCH[1]} value=${BASH_REMATCH[2]}
      if [[ $value =~ ^\"(.*)\"$ || $value =~ ^\'(.*)\'$ ]]; then value=${BASH_REMATCH[1]}; fi
      if [[ -z ${!name+set} ]]; then export "$name=$value"; fi
    elif [[ ! $line =~ ^[[:blank:]]*(#|$) ]]; then
      refuse ".env has a line that is not NAME=value: ${line%%=*}" 'Correct it as in .env.example.'
    fi
  done <.env
fi
jdk25() {
  for home in "${JAVA_HOME:-}" /usr/lib/jvm/*25* /opt/* ~/.sdkman/candidates/java/25* ~/.jdks/*25* \
    "$(/usr/libexec/java_home -v 25 2>/dev/null)"; do
    if [[ -x $home/bin/javac ]] && grep -qs '^JAVA_VERSION="25' "$home/release"; then echo "$home" && return; fi
  done
  fail 'A JDK 25 is missing: install Temurin 25 from adoptium.net, or set JAVA_HOME to the one you have.'
}
JAVA_HOME=$(jdk25)
export JAVA_HOME
# 1.2.3 on a tag, 1.2.3-5-gabc after it, 0.0.0 without a tag or a repository; images set ASSAY_VERSION
version=${ASSAY_VERSION:-$(git describe --tags 2>/dev/null || echo v0.0.0)}
version=${version#v}
maven() {
  command -v mvn >/dev/null || fail 'Maven is missing: apt-get install maven, or brew install maven.'
  say "mvn $*"
  MAVEN_OPTS="${MAVEN_OPTS:-} ${quiet[*]}" mvn -B "-Drevision=$version" "$@"
}
. scripts/build.sh
