package io.jvisor.conformance.application;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.jvisor.conformance.Project;
import io.jvisor.conformance.run.Linux;
import io.jvisor.conformance.run.OnEachPlatform;
import io.jvisor.conformance.run.OpenDifferences;
import io.jvisor.conformance.run.Outcome;
import io.jvisor.conformance.run.Sandbox;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.Parameter;

/**
 * Applications give byte for byte what they give on Linux. Each starts in an empty /tmp. {@code
 * -Dapplication=python} runs those whose name contains a text.
 */
@OnEachPlatform
@Execution(ExecutionMode.CONCURRENT)
final class ApplicationTest {

  /** A command line for bash, and the program that has to be installed for it. */
  private record Application(String name, String program, String commands) {}

  /** The Java that runs this test: there is no other that every machine has. */
  private static final String JAVA = System.getProperty("java.home");

  private static final List<Application> APPLICATIONS =
      List.of(
          of("list", "/bin/ls", "/bin/ls -lR /usr/share/doc | sort | sha256sum"),
          of("long-list", "/bin/ls", "LC_ALL=C ls -la /etc /usr/bin | tail -n 500"),
          of("shell", "/bin/bash", "bash $scripts/shell.sh"),
          of("dash", "/bin/dash", "dash -c 'echo $((1+2)); cat /etc/hostname | wc -l; (exit 7)'"),
          of("find", "/usr/bin/find", "find /usr/share/doc /etc -type f -name '*c*' | sort"),
          of(
              "find-exec",
              "/usr/bin/find",
              "find /usr/include -name 's*.h' -exec wc -l {} + | sort"),
          of(
              "grep",
              "/bin/grep",
              "grep -rc GNU /usr/share/doc | grep -v ':0$' | sort | head -n 200"),
          of(
              "sed-awk",
              "/usr/bin/awk",
              """
              sed -n 's/:.*sh$/ has a shell/p' /etc/passwd
              awk -F: '{ n[$7]++ } END { for (s in n) print n[s], s }' /etc/passwd | sort
              seq 1000 | sed '1~2d' | awk '{ s += $1 } END { print s, NR }'
              """),
          of(
              "archives",
              "/usr/bin/xz",
              """
              tar -C /usr/share/doc -cf - --sort=name . | sha256sum
              tar -C / -czf doc.tgz etc/default usr/share/doc/bash 2>/dev/null
              mkdir x && tar -C x -xzf doc.tgz && diff -r x/usr/share/doc/bash /usr/share/doc/bash
              tar -C x -cf - . | xz -T1 -1 | xz -d | tar -tf - | sort
              head -c 300000 /usr/bin/bash | gzip -9 | gzip -d | sha256sum
              """),
          of(
              "coreutils",
              "/usr/bin/stat",
              """
              cp -a /etc/default d; chmod -R go= d; ls -lR d | awk '{ print $1, $3, $NF }'
              dd if=/dev/zero of=big bs=64k count=40 2>/dev/null; truncate -s +5 big; stat -c '%s %F' big
              ln big hard; ln -s big soft; stat -c '%h %N' big soft; readlink -f soft; rm hard; stat -c %h big
              split -b 1M big part.; cat part.* | cmp - big && ls part.*; mv part.aa moved; du -b moved
              seq 20000 | shuf --random-source=/usr/bin/bash | sort -n | md5sum
              date -d @0 -u; printf 'a\\tb\\n' | expand | od -c; nproc >/dev/null && echo fine
              mkfifo f; (echo through a fifo >f &); cat f; tee copy </etc/passwd | tail -n 1; comm copy /etc/passwd | wc -l
              id; groups; whoami; env -i A=1 env; pwd; test -w /tmp && echo writable
              """),
          of("python-modules", "/usr/bin/python3", "/usr/bin/python3 $scripts/modules.py"),
          of("python-threads", "/usr/bin/python3", "/usr/bin/python3 $scripts/threads.py"),
          of("python-processes", "/usr/bin/python3", "/usr/bin/python3 $scripts/processes.py"),
          of("python-sqlite", "/usr/bin/python3", "/usr/bin/python3 $scripts/database.py"),
          of("perl", "/usr/bin/perl", "perl $scripts/script.pl"),
          of("node", "/usr/bin/node", "node $scripts/script.js"),
          of(
              "node-expression",
              "/usr/bin/node",
              "node -e 'console.log(6 * 7, process.argv.length)'"),
          of("node-workers", "/usr/bin/node", "node $scripts/workers.js"),
          of("node-children", "/usr/bin/node", "node $scripts/children.js"),
          of(
              "java-threads",
              JAVA + "/bin/javac",
              """
              $java/bin/javac -d . -nowarn $scripts/Threads.java
              $java/bin/java -Xmx256m -cp . Threads
              """),
          of(
              "java-processes",
              JAVA + "/bin/javac",
              """
              $java/bin/javac -d . -XDignore.symbol.file $scripts/Processes.java
              $java/bin/java -Xmx256m -cp . Processes
              """),
          of(
              "go",
              "/usr/bin/go",
              """
              export HOME=/tmp GO111MODULE=off CGO_ENABLED=0
              gofmt -l $scripts; go build -o concurrent $scripts/concurrent.go && ./concurrent
              """),
          of(
              "gcc",
              "/usr/bin/gcc",
              """
              printf '#include <stdio.h>\\n#include <math.h>\\nint main(void) { printf("%%.9f\\\\n", cos(1)); return 3; }\\n' >p.c
              gcc -O2 -Wall -o p p.c -lm && ./p; echo $?
              gcc -static -o s p.c -lm && ./s; gcc -S -o - p.c -O1 | grep -c call
              echo 'int main(void) { return undefined; }' >bad.c; gcc bad.c 2>&1 | grep -c error
              """),
          of(
              "g++",
              "/usr/bin/g++",
              """
              printf '#include <iostream>\\n#include <thread>\\nint main() { try { throw 5; } catch (int i) { std::cout << i; } std::thread t([] { std::cout << " thread\\\\n"; }); t.join(); }\\n' >p.cc
              g++ -O1 -pthread -o p p.cc && ./p
              """),
          of(
              "busybox",
              "/bin/busybox",
              """
              busybox uname -s; busybox seq 3 | busybox sort -r; busybox ls -l /etc/passwd
              busybox sh -c 'for i in 1 2; do echo $i & wait; done; busybox ps >/dev/null && echo ps'
              busybox tar -C /usr/share/doc -cf - bash | busybox sha256sum; busybox awk 'BEGIN { print 2 ^ 10 }'
              busybox vi -c q /dev/null </dev/null >/dev/null 2>&1; busybox false; echo $?
              """),
          of(
              "sqlite",
              "/usr/bin/sqlite3",
              "sqlite3 db 'create table t(a); insert into t values(1),(2); select sum(a) from t'"),
          of(
              "git",
              "/usr/bin/git",
              "export HOME=/tmp; git init -q r && cd r && echo x >f && git add f && git -c"
                  + " user.name=a -c user.email=b commit -qm m && git log --format=%s && git fsck"),
          of(
              "make",
              "/usr/bin/make",
              "printf 'all: a b\\n"
                  + "\\t@echo all\\n"
                  + "a b:\\n"
                  + "\\t@echo $@ >$@; cat $@\\n"
                  + "' >Makefile; make -s; make -s -j3"),
          of("make-project", "/usr/bin/make", "bash $scripts/project.sh"),
          of("stress-ng", "/usr/bin/stress-ng", "bash $scripts/stress.sh"),
          of("terminal", "/usr/bin/python3", "/usr/bin/python3 $scripts/terminal.py"),
          of(
              "script",
              "/usr/bin/script",
              "script -qec 'tty | tr 0-9 N; stty -a; ls /etc/passwd' o; echo $?; sed -e 1d -e"
                  + " '/^Script done/d' o"),
          of("tmux", "/usr/bin/tmux", "bash $scripts/tmux.sh"),
          of("processes", "/usr/bin/lsof", "bash $scripts/processes.sh"),
          of("strace", "/usr/bin/strace", "bash $scripts/strace.sh"),
          of("gdb", "/usr/bin/gdb", "bash $scripts/gdb.sh"),
          of("many-processes", "/bin/true", "for i in $(seq 300); do /bin/true; done; echo $?"));

  private static final Path SCRIPTS =
      Project.home().resolve("conformance/src/test/resources/application");

  @Parameter Sandbox sandbox;

  @TestFactory
  @Execution(ExecutionMode.CONCURRENT)
  Stream<DynamicTest> sameAsLinux() {
    String wanted = System.getProperty("application", "");
    return APPLICATIONS.stream()
        .filter(application -> application.name().contains(wanted))
        .map(
            application ->
                DynamicTest.dynamicTest(application.name(), () -> assertSame(application)));
  }

  private void assertSame(Application application) {
    assumeTrue(
        Files.exists(Path.of(application.program())), application.program() + " is not installed");
    List<String> words = Arrays.asList("/bin/bash", "-c", inlined(application.commands()));
    Outcome linux = Linux.run(words);
    OpenDifferences.assertSame("application/" + application.name(), linux, sandbox.run(words));
  }

  /** A script below the host's /tmp would not be seen, so it is written out on the command line. */
  private static String inlined(String commands) {
    return "scripts=%s java=%s%n%s".formatted(SCRIPTS, JAVA, commands);
  }

  private static Application of(String name, String program, String commands) {
    return new Application(name, program, commands);
  }
}
