package io.jvisor.platform.spi.host;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.abi.SyscallNumbers;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Confines a Java of its own, because there is no way back, and lets it try. */
final class HostConfinementTest {
  @Test
  void aConfinedProcessReachesNothing() throws Exception {
    List<String> lines = run();
    assertEquals(
        List.of(
            "an older thread: EPERM",
            "this thread: EPERM",
            "a new thread: EPERM",
            "socket: -1",
            "kill self with 0: 0",
            "memory: true"),
        lines);
  }

  @TempDir private Path jars;

  private List<String> run() throws Exception {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    // However the tests were started: as modules, with their own classes patched in, or not.
    List<Path> path = new ArrayList<>();
    for (String property : List.of("jdk.module.path", "java.class.path")) {
      for (String entry : System.getProperty(property, "").split(File.pathSeparator, -1)) {
        if (!entry.isEmpty()) {
          path.add(packed(Path.of(entry)));
        }
      }
    }
    CodeSource tests = HostConfinementTest.class.getProtectionDomain().getCodeSource();
    path.add(packed(Path.of(tests.getLocation().toURI())));
    path.add(packed(Path.of("target", "test-classes").toAbsolutePath()));
    Process child =
        new ProcessBuilder(
                java,
                "--enable-native-access=ALL-UNNAMED",
                "-Xshare:auto",
                "-cp",
                path.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator)),
                Confined.class.getName())
            .redirectErrorStream(true)
            .start();
    List<String> lines = new ArrayList<>();
    child.inputReader(StandardCharsets.UTF_8).lines().forEach(lines::add);
    assertEquals(0, child.waitFor(), lines::toString);
    return lines;
  }

  /** A folder as a jar, which stays open and so can be read without the file system. */
  private Path packed(Path entry) throws IOException {
    if (!Files.isDirectory(entry)) {
      return entry;
    }
    Path jar = Files.createTempFile(jars, "classes", ".jar");
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(jar));
        Stream<Path> files = Files.walk(entry).filter(Files::isRegularFile)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        zip.putNextEntry(new ZipEntry(entry.relativize(file).toString()));
        Files.copy(file, zip);
      }
    }
    return jar;
  }

  /** The process that is confined. */
  static final class Confined {
    private Confined() {}

    /** Tries what it must not do, and what it needs. */
    public static void main(String[] arguments) throws Exception {
      CountDownLatch confined = new CountDownLatch(1);
      Thread older =
          new Thread(
              () -> {
                try {
                  confined.await();
                } catch (InterruptedException impossible) {
                  throw new AssertionError(impossible);
                }
                tell("an older thread: " + read());
              });
      older.setDaemon(true); // or a failure below would leave the process waiting
      older.start();
      tell(read().equals("read") ? "" : "cannot read before");
      HostConfinement.confineSandbox(-1);
      confined.countDown();
      older.join();
      tell("this thread: " + read());
      Thread newer = new Thread(() -> tell("a new thread: " + read()));
      newer.start();
      newer.join();
      tell("socket: " + HostCall.call(SyscallNumbers.SOCKET, 1, 1, 0));
      long self = HostCall.call(SyscallNumbers.GETPID, 0, 0, 0);
      tell("kill self with 0: " + HostCall.call(SyscallNumbers.KILL, self, 0, 0));
      tell("memory: " + new byte[8 << 20].getClass().isArray());
      Runtime.getRuntime().halt(0);
    }

    private static String read() {
      try {
        HostText.read("/etc/hostname", 1 << 20);
        return "read";
      } catch (ErrnoException refused) {
        return refused.errno().name();
      }
    }

    private static void tell(String line) {
      if (!line.isEmpty()) {
        System.out.println(line);
      }
    }
  }
}
