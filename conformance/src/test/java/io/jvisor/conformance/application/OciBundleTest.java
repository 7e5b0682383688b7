package io.jvisor.conformance.application;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.jvisor.conformance.run.Command;
import io.jvisor.conformance.run.OnEachPlatform;
import io.jvisor.conformance.run.Outcome;
import io.jvisor.conformance.run.Sandbox;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.Parameter;

/** Bundles as {@code runc spec} and {@code jvisor spec} write them, with a root of their own. */
@OnEachPlatform
@Execution(ExecutionMode.CONCURRENT)
final class OciBundleTest {

  private static final Path BUSYBOX =
      Stream.of("/usr/bin/busybox", "/bin/busybox")
          .map(Path::of)
          .filter(Files::exists)
          .findFirst()
          .orElse(Path.of("/none"));

  @Parameter Sandbox sandbox;

  @BeforeAll
  static void needsBusybox() {
    assumeTrue(Files.exists(BUSYBOX), "busybox is not installed");
  }

  @Test
  void whatRuncSpecifies(@TempDir Path bundle) throws IOException {
    assumeTrue(Command.of("/bin/sh", "-c", "command -v runc").run().status() == 0, "no runc");
    assertEquals(0, Command.of("runc", "spec").in(bundle).run().status());
    Outcome outcome =
        run(
            bundle,
            "id; hostname; pwd; echo $TERM; ls /; cat /proc/self/cgroup >/dev/null; exit 9");
    assertEquals(
        """
        uid=0 gid=0
        runc
        /
        xterm
        bin
        dev
        etc
        proc
        sys
        tmp
        -- standard error
        -- status 9
        """,
        outcome.text());
  }

  @Test
  void whatJvisorSpecifies(@TempDir Path bundle) throws IOException {
    Outcome spec = sandbox.command(List.of("spec")).in(bundle).run();
    assertEquals(0, spec.status(), spec::text);
    assertEquals("hello\n-- standard error\n-- status 0\n", run(bundle, "echo hello").text());
  }

  @Test
  void theRootIsReadOnlyAndEscapesStayInside(@TempDir Path bundle) throws IOException {
    assertEquals(0, sandbox.command(List.of("spec")).in(bundle).run().status());
    Path root = bundle.resolve("rootfs");
    Files.createDirectories(root.resolve("etc"));
    Files.writeString(root.resolve("etc/inside"), "inside\n");
    Files.writeString(bundle.resolve("outside"), "outside\n");
    Files.createSymbolicLink(root.resolve("etc/up"), Path.of("../../outside"));
    Files.createSymbolicLink(root.resolve("etc/absolute"), Path.of("/etc/inside"));
    Outcome outcome =
        run(
            bundle,
            "cat /../../etc/inside; cat /etc/up 2>/dev/null || echo no; cat /etc/absolute; cat"
                + " /outside 2>/dev/null || echo no; touch /etc/x 2>/dev/null || echo read-only");
    assertEquals(
        "inside\nno\ninside\nno\nread-only\n-- standard error\n-- status 0\n", outcome.text());
    assertTrue(Files.notExists(root.resolve("etc/x")));
  }

  /** Gives the bundle a root with busybox, has it run a shell script, and runs it. */
  private Outcome run(Path bundle, String script) throws IOException {
    Path root = bundle.resolve("rootfs");
    for (String folder : List.of("bin", "proc", "dev", "sys", "tmp", "etc")) {
      Files.createDirectories(root.resolve(folder));
    }
    Files.copy(BUSYBOX, root.resolve("bin/busybox"));
    for (String applet : List.of("sh", "id", "hostname", "ls", "cat", "touch")) {
      Files.createSymbolicLink(root.resolve("bin/" + applet), Path.of("busybox"));
    }
    Path config = bundle.resolve("config.json");
    Files.writeString(
        config,
        Files.readString(config)
            .replaceFirst("\"terminal\"\\s*:\\s*true", "\"terminal\": false")
            .replaceFirst(
                "\"args\"\\s*:\\s*\\[[^]]*\\]",
                Matcher.quoteReplacement("\"args\": [\"/bin/sh\", \"-c\", \"" + script + "\"]")));
    return sandbox.jvisor(
        List.of("run", "--bundle", bundle.toString(), "test-" + System.nanoTime()));
  }
}
