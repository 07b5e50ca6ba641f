# Finds a JDK 25 for mvnw, signalbox and .ci/run: sourced, POSIX sh. Sets JAVA_HOME where there is one, else leaves it alone.
# Looks at JAVA_HOME, JAVA25_HOME, and then in the usual folders. Needs file name patterns, so call it before any `set -f`.
is_jdk25() {
  [ -x "$1/bin/javac" ] || return 1
  case "$("$1/bin/javac" -version 2>/dev/null)" in
    "javac 25" | "javac 25."* | "javac 25-"*) return 0 ;;
  esac
  return 1
}

find_jdk25() {
  for jdk in "${JAVA_HOME-}" "${JAVA25_HOME-}" \
    /usr/lib/jvm/*25* /usr/java/*25* /opt/java/*25* /opt/jdk*25* \
    "${HOME-}"/.sdkman/candidates/java/25* "${HOME-}"/.jdks/*25* "${HOME-}"/.local/share/mise/installs/java/*25* \
    /Library/Java/JavaVirtualMachines/*25*/Contents/Home \
    "${HOME-}"/Library/Java/JavaVirtualMachines/*25*/Contents/Home /opt/homebrew/opt/openjdk@25; do
    if [ -n "$jdk" ] && is_jdk25 "$jdk"; then
      JAVA_HOME=$jdk
      export JAVA_HOME
      return 0
    fi
  done
  return 1
}
