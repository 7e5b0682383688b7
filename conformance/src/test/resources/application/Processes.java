import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Child processes, pipes, files and signals, used from threads of both kinds. */
public final class Processes {

  public static void main(String[] arguments) throws Exception {
    pipes();
    files();
    processes();
    signals();
  }

  static void pipes() throws Exception {
    Pipe pipe = Pipe.open();
    Thread writer =
        Thread.startVirtualThread(
            () -> {
              try (var sink = pipe.sink()) {
                ByteBuffer block = ByteBuffer.allocateDirect(1 << 20);
                while (block.hasRemaining()) {
                  sink.write(block);
                }
              } catch (IOException e) {
                System.out.println(e);
              }
            });
    int read = 0;
    ByteBuffer block = ByteBuffer.allocate(10_000);
    for (int n; (n = pipe.source().read(block.clear())) >= 0; ) {
      read += n;
    }
    writer.join();
    System.out.println("pipe " + read);
  }

  static void files() throws Exception {
    Path path = Files.createTempFile("threads", ".txt");
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      threads.add(
          Thread.startVirtualThread(
              () -> {
                for (int j = 0; j < 100; j++) {
                  try {
                    Files.writeString(path, "line\n", StandardOpenOption.APPEND);
                  } catch (IOException e) {
                    System.out.println(e);
                  }
                }
              }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    System.out.println("file " + Files.readAllLines(path).size());
    Files.delete(path);
  }

  static void processes() throws Exception {
    Process shell =
        new ProcessBuilder("sh", "-c", "cat; echo $VALUE; echo wrong >&2; exit 7")
            .redirectErrorStream(false)
            .start();
    shell.getOutputStream().write("in\n".getBytes());
    shell.getOutputStream().close();
    String out = new String(shell.getInputStream().readAllBytes());
    String error = new String(shell.getErrorStream().readAllBytes());
    System.out.println("process " + out.trim() + " " + error.trim() + " " + shell.waitFor());
    var wait = new ArrayList<Future<Integer>>();
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 20; i++) {
        int number = i;
        wait.add(
            executor.submit(
                () ->
                    new ProcessBuilder("sh", "-c", "exit " + number)
                        .inheritIO()
                        .start()
                        .waitFor()));
      }
    }
    int sum = 0;
    for (Future<Integer> status : wait) {
      sum += status.get();
    }
    System.out.println("statuses " + sum);
    Process sleep = new ProcessBuilder("sleep", "100").start();
    System.out.println("alive " + sleep.isAlive() + " " + sleep.waitFor(20, TimeUnit.MILLISECONDS));
    sleep.destroy();
    System.out.println("destroyed " + sleep.onExit().get().exitValue());
    Process killed = new ProcessBuilder("sleep", "100").start();
    System.out.println(
        "children " + ProcessHandle.current().children().anyMatch(p -> p.pid() == killed.pid()));
    killed.destroyForcibly();
    System.out.println("killed " + killed.waitFor());
    try {
      new ProcessBuilder("/no/such/program").start();
    } catch (IOException e) {
      System.out.println(e.getMessage().replaceAll(".*error: ", "error "));
    }
    List<Process> line =
        ProcessBuilder.startPipeline(
            List.of(
                new ProcessBuilder("seq", "1000"),
                new ProcessBuilder("sort", "-rn"),
                new ProcessBuilder("head", "-1")));
    try (var reader = new BufferedReader(new InputStreamReader(line.getLast().getInputStream()))) {
      System.out.println("pipeline " + reader.readLine());
    }
  }

  static void signals() throws Exception {
    var got = new LinkedBlockingQueue<String>();
    for (String name : List.of("USR2", "WINCH", "HUP", "TERM")) {
      sun.misc.Signal.handle(new sun.misc.Signal(name), signal -> got.add(signal.getName()));
      new ProcessBuilder("sh", "-c", "kill -" + name + " " + ProcessHandle.current().pid())
          .start()
          .waitFor();
      System.out.println("signal " + got.poll(1, TimeUnit.MINUTES));
    }
  }
}
