# What ./jvisor and ./verify share: find or install the tools, build the launcher. Sourced, with
# $home set to the root of the tree. Speaks on standard error only.

say() {
  printf 'jvisor: %s\n' "$*" >&2
}

# Prints the major version of the JDK in a folder, from its release file; no Java is started.
jdk_version() {
  local line
  [[ -x $1/bin/javac && -r $1/release ]] || return 1
  while IFS= read -r line; do
    if [[ $line =~ ^JAVA_VERSION=\"?([0-9]+) ]]; then
      printf '%s\n' "${BASH_REMATCH[1]}"
      return 0
    fi
  done <"$1/release"
  return 1
}

# Sets JAVA_HOME to a JDK 25, or failing that to the oldest later one.
find_jdk() {
  local candidate version best='' best_version=1000 on_path
  on_path=$(command -v javac) && on_path=$(readlink -f -- "$on_path") && on_path=${on_path%/bin/javac}
  for candidate in "${JAVA_HOME:-}" /usr/lib/jvm/* /opt/* "$HOME"/.sdkman/candidates/java/* \
    "$HOME"/.jdks/* "$on_path"; do
    [[ -n $candidate ]] || continue
    version=$(jdk_version "$candidate") || continue
    if ((version >= 25 && version < best_version)); then
      best=$candidate
      best_version=$version
    fi
  done
  [[ -n $best ]] || return 1
  export JAVA_HOME=$best
}

can_install() {
  [[ $(id -u) == 0 ]] && command -v apt-get >/dev/null
}

# Whether apt knows a package that can be installed.
has_package() {
  apt-cache policy "$1" 2>/dev/null | grep -q 'Candidate: [0-9]'
}

apt_updated=''

# Installs packages, and says so.
install_packages() {
  local log
  log=$(mktemp) || return 1
  if [[ -z $apt_updated ]]; then
    say 'apt-get update'
    DEBIAN_FRONTEND=noninteractive apt-get update -q >"$log" 2>&1 </dev/null || cat "$log" >&2
    apt_updated=yes
  fi
  say "apt-get install -y $*"
  if ! DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "$@" \
    >"$log" 2>&1 </dev/null; then
    cat "$log" >&2
    rm -f "$log"
    return 1
  fi
  rm -f "$log"
}

# What to type for packages that this user or this system cannot have installed by us.
# $1: Debian's packages, $2: Fedora's, $3: Arch's
advise() {
  local sudo=''
  [[ $(id -u) == 0 ]] || sudo='sudo '
  if command -v apt-get >/dev/null; then
    printf '%sapt-get install -y %s' "$sudo" "$1"
  elif command -v dnf >/dev/null; then
    printf '%sdnf install -y %s' "$sudo" "$2"
  elif command -v pacman >/dev/null; then
    printf '%spacman -S --noconfirm %s' "$sudo" "$3"
  else
    printf 'sdk install java 25-tem && sdk install maven'
  fi
}

need_jdk() {
  find_jdk && return 0
  local package
  if can_install; then
    for package in openjdk-25-jdk-headless temurin-25-jdk; do
      has_package "$package" || continue
      install_packages "$package" && find_jdk && return 0
    done
    if [[ -z $apt_updated ]]; then
      say 'apt-get update'
      apt-get update -q >/dev/null 2>&1 </dev/null
      apt_updated=yes
      need_jdk
      return
    fi
  fi
  if command -v apt-get >/dev/null && ! has_package openjdk-25-jdk-headless; then
    say "no JDK 25 was found, and apt's sources have none; with Eclipse Temurin's among them" \
      '(https://adoptium.net/installation/linux), type:'
    advise temurin-25-jdk '' '' >&2
  else
    say 'no JDK 25 was found (JAVA_HOME, /usr/lib/jvm, /opt, ~/.sdkman); type:'
    advise openjdk-25-jdk-headless java-25-openjdk-devel jdk25-openjdk >&2
  fi
  echo >&2
  return 1
}

need_maven() {
  command -v mvn >/dev/null && return 0
  if can_install; then
    install_packages maven && command -v mvn >/dev/null && return 0
  fi
  say 'Maven was not found; type:'
  advise maven maven maven >&2
  echo >&2
  return 1
}

# Runs Maven without a word; shows its log when it fails. $1: the log, the rest: arguments
quiet_maven() {
  local log=$1
  shift
  (cd -- "$home" && exec mvn -B -ntp "$@") >"$log" 2>&1 </dev/null && return 0
  grep -E '^\[(ERROR|WARNING)\]|^Tests run' "$log" | head -60 >&2
  say "the build failed; the whole log is $log"
  return 1
}

# Quotes a word for a Java argument file.
quote() {
  local word=${1//\\/\\\\}
  printf '"%s"\n' "${word//\"/\\\"}"
}

# The options of the sandbox's Java ($1 = options) and of the gofer's ($1 = gofer-options).
write_options() {
  local modules=$home/launcher/build/run/modules native=$home/launcher/build/run/native/jni/x86_64-Linux
  {
    quote "--module-path=$modules"
    quote "-Djffi.boot.library.path=$native"
    # Binding by generated stubs costs more at start than it ever gives back here.
    echo '-Djnr.ffi.asm.enabled=false'
    echo '--enable-native-access=org.jnrproject.jffi,io.jvisor.platform.spi'
    # So that tasks can be virtual threads with a scheduler of the platform's.
    [[ $1 == options ]] && echo '--add-opens=java.base/java.lang=io.jvisor.platform.systrap'
    # A method called by reflection once is not worth the making of code for it.
    echo '-Djdk.reflect.useNativeAccessorOnly=true'
    # The cache below is mapped where it was made for: moving it takes longer than the rest of the
    # virtual machine's start. What is at a known address then is the metadata of classes.
    echo '-XX:+UnlockDiagnosticVMOptions'
    echo '-XX:ArchiveRelocationMode=0'
    # No /tmp/hsperfdata, and no thread that writes it.
    echo '-XX:-UsePerfData'
    echo '-XX:+UseSerialGC'
    # Sizes are given here; and once confined Java can read no file of a cgroup.
    echo '-XX:-UseContainerSupport'
    echo '-Xlog:disable'
    echo '-Xlog:all=error:stderr'
    if [[ $1 == options ]]; then
      # Kernel objects that guests make are bounded; the heap is large enough for all of them.
      echo '-Xms64m'
      echo '-Xmx1g'
      # A CPU that compiles is a CPU that guests have not: what is compiled for good has less made
      # part of it than usual, where a whole system call ended up in one piece.
      echo '-XX:FreqInlineSize=120'
      # A heap that is full all the same ends the sandbox: a kernel cannot run on from there.
      echo '-XX:+ExitOnOutOfMemoryError'
      quote "-Djvisor.gofer.options=$home/build/jvisor/gofer-options"
    else
      echo '-Xms16m'
      echo '-Xmx64m'
      echo '-XX:TieredStopAtLevel=1'
      # What the training found hot is compiled when it is hot here, not while both Javas start.
      echo '-XX:-AOTReplayTraining'
    fi
  } >"$home/build/jvisor/$1.new"
}

# Trains ahead-of-time caches for both processes with programs that do what most programs do;
# starting takes two to three times as long without. A Java that cannot do this runs without.
train() {
  local run=$home/build/jvisor name
  rm -f "$run"/*.aot "$run"/*.aot.config
  for name in options gofer-options; do
    cp "$run/$name.new" "$run/$name"
  done
  quote "-XX:AOTCacheOutput=$run/gofer-options.aot" >>"$run/gofer-options"
  # Confined processes can write no cache.
  printf '{ "confine": false }\n' >"$run/train.json"
  # A bundle, which takes all that "do" takes, and JSON.
  mkdir -p "$run/train" && training_bundle >"$run/train/config.json"
  timeout -s KILL 180 "$JAVA_HOME/bin/java" "@$run/options" "-XX:AOTCacheOutput=$run/options.aot" \
    -Djvisor.training=true -m io.jvisor.launcher/io.jvisor.launcher.Main --config "$run/train.json" \
    run "--root=$run/train" "--bundle=$run/train" train >"$run/train.log" 2>&1 </dev/null
  rm -rf "$run/train"
  for name in options gofer-options; do
    [[ -s $run/$name.aot ]] && quote "-XX:AOTCache=$run/$name.aot" >>"$run/$name.new"
    mv "$run/$name.new" "$run/$name"
  done
}

# The bundle that is run in the training: the host's files, and the script below.
training_bundle() {
  local script=${workload//\\/\\\\}
  script=${script//\"/\\\"}
  cat <<END
{
  "ociVersion": "1.2.0",
  "process": {
    "user": { "uid": 0, "gid": 0 },
    "args": [ "/bin/sh", "-c", "${script//$'\n'/\\n}" ],
    "env": [ "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin" ],
    "cwd": "/tmp",
    "capabilities": { "bounding": [ "CAP_KILL" ], "permitted": [ "CAP_KILL" ] },
    "rlimits": [ { "type": "RLIMIT_NOFILE", "soft": 1024, "hard": 1024 } ],
    "noNewPrivileges": true
  },
  "root": { "path": "/", "readonly": true },
  "hostname": "jvisor",
  "mounts": [
    { "destination": "/proc", "type": "proc", "source": "proc" },
    { "destination": "/dev", "type": "tmpfs", "source": "tmpfs", "options": [ "nosuid", "mode=755" ] },
    { "destination": "/dev/pts", "type": "devpts", "source": "devpts" },
    { "destination": "/dev/shm", "type": "tmpfs", "source": "shm" },
    { "destination": "/sys", "type": "sysfs", "source": "sysfs", "options": [ "nosuid", "ro" ] },
    { "destination": "/tmp", "type": "tmpfs", "source": "tmpfs", "options": [ "mode=1777" ] }
  ],
  "linux": { "namespaces": [ { "type": "pid" }, { "type": "mount" } ] }
}
END
}

# Shells, pipes and small programs; copies of many small files; and larger programs, where there are
# any. None of them has to succeed.
workload='
cd /tmp
for i in 1 2 3 4 5 6 7 8; do
  ls -l /usr/bin | grep -c a | cat >$i
  (cat $i && rm $i) >/dev/null
done
cat /proc/self/maps /proc/self/status >/dev/null
sleep 0.01 & wait
for tree in /usr/include/linux /usr/share/terminfo /etc; do
  test -d $tree && break
done
for i in 1 2 3; do
  tar cf tree.tar $tree && tar xf tree.tar && rm -rf usr etc
done
for i in 1 2 3; do
  python3 -c "import sqlite3" || perl -e 1 || true
done
i=0
while test $i -lt 20; do
  i=$((i + 1))
  sqlite3 base "CREATE TABLE IF NOT EXISTS t(a); INSERT INTO t VALUES (1);" || break
done
echo "int main(void) { return 0; }" >main.c
gcc -O1 main.c && ./a.out
git init -q repository && cp *.c repository && git -C repository add . && git -C repository status'

# Builds the launcher and what it runs with. One build at a time; a caller that waited for another
# one's finds that nothing is left to do.
build_launcher() {
  local run=$home/build/jvisor stamp_time
  mkdir -p "$run" || return 1
  exec 9>"$run/lock" || return 1
  flock 9 || return 1
  if [[ -z ${JVISOR_REBUILD:-} && -f $run/stamp && $(sed -n 2p "$run/stamp") == "$home" && -z $(cd -- "$home" &&
    exec find pom.xml ./*/pom.xml ./*/src/main scripts -newer "$run/stamp" ! -path './benchmark*' -print -quit) ]]; then
    exec 9>&-
    return 0
  fi
  unset JVISOR_REBUILD
  need_jdk && need_maven || return 1
  say "building with $JAVA_HOME (once; the log is $run/build.log)"
  # The stamp has the time before the build: what is edited meanwhile counts as newer.
  : >"$run/stamp.new"
  rm -rf "$home/launcher/build/run/modules" "$run/stamp"
  quiet_maven "$run/build.log" -pl launcher -am -Dmaven.test.skip=true \
    -Djvisor.run=true -Djvisor.target=build/run package || return 1
  stamp_time=$(stat -c %y "$run/stamp.new")
  write_options options
  write_options gofer-options
  train
  printf '%s\n%s\n' "$JAVA_HOME/bin/java" "$home" >"$run/stamp.new"
  touch -d "$stamp_time" "$run/stamp.new"
  mv "$run/stamp.new" "$run/stamp"
  exec 9>&-
}
