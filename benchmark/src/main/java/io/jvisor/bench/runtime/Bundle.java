package io.jvisor.bench.runtime;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * An OCI bundle that shows the host's files.
 *
 * @param folder where it is
 * @param id a name for its container that nobody else has
 */
record Bundle(Path folder, String id) {
  /** The environment of every program. */
  static final List<String> ENVIRONMENT =
      List.of(
          "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
          "HOME=/tmp",
          "LC_ALL=C");

  private static final AtomicInteger NUMBER = new AtomicInteger();
  private static final List<String> NAMESPACES = List.of("pid", "ipc", "uts", "mount", "network");

  /** Writes a bundle. */
  static Bundle write(Path bundles, String root, List<String> words) {
    String id = "bench-" + ProcessHandle.current().pid() + "-" + NUMBER.incrementAndGet();
    Bundle bundle = new Bundle(bundles.resolve(id), id);
    try {
      Files.createDirectories(bundle.root());
      bundle.writeConfiguration(root, words);
      // Where the benchmark is ended early nobody calls delete. The last one goes first.
      for (Path file : List.of(bundle.folder, bundle.root(), bundle.configuration())) {
        file.toFile().deleteOnExit();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bundle;
  }

  /** Removes its files. */
  void delete() {
    try {
      Files.deleteIfExists(configuration());
      Files.deleteIfExists(root());
      Files.deleteIfExists(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path root() {
    return folder.resolve("rootfs");
  }

  private Path configuration() {
    return folder.resolve("config.json");
  }

  private void writeConfiguration(String root, List<String> words) throws IOException {
    try (JsonGenerator json =
        new JsonFactory().createGenerator(Files.newOutputStream(configuration()))) {
      json.writeStartObject();
      json.writeStringField("ociVersion", "1.0.2");
      writeProcess(json, words);
      json.writeObjectFieldStart("root");
      json.writeStringField("path", root);
      json.writeBooleanField("readonly", true);
      json.writeEndObject();
      json.writeStringField("hostname", "bench");
      json.writeArrayFieldStart("mounts");
      writeMount(json, "/proc", "proc");
      writeMount(json, "/dev", "tmpfs", "nosuid", "mode=755", "size=65536k");
      writeMount(json, "/tmp", "tmpfs", "nosuid", "nodev", "mode=1777");
      json.writeEndArray();
      json.writeObjectFieldStart("linux");
      json.writeArrayFieldStart("namespaces");
      for (String namespace : NAMESPACES) {
        json.writeStartObject();
        json.writeStringField("type", namespace);
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeEndObject();
      json.writeEndObject();
    }
  }

  private static void writeProcess(JsonGenerator json, List<String> words) throws IOException {
    json.writeObjectFieldStart("process");
    json.writeBooleanField("terminal", false);
    json.writeObjectFieldStart("user");
    json.writeNumberField("uid", 0);
    json.writeNumberField("gid", 0);
    json.writeEndObject();
    writeTexts(json, "args", words);
    writeTexts(json, "env", ENVIRONMENT);
    json.writeStringField("cwd", "/tmp");
    json.writeBooleanField("noNewPrivileges", true);
    json.writeEndObject();
  }

  private static void writeMount(
      JsonGenerator json, String destination, String type, String... options) throws IOException {
    json.writeStartObject();
    json.writeStringField("destination", destination);
    json.writeStringField("type", type);
    json.writeStringField("source", type);
    writeTexts(json, "options", List.of(options));
    json.writeEndObject();
  }

  private static void writeTexts(JsonGenerator json, String name, List<String> texts)
      throws IOException {
    json.writeArrayFieldStart(name);
    for (String text : texts) {
      json.writeString(text);
    }
    json.writeEndArray();
  }
}
