/** Compares jvisor with Linux and with other runtimes; see docs/benchmark.md. */
module io.jvisor.bench {
  requires com.fasterxml.jackson.core;
  requires info.picocli;

  opens io.jvisor.bench to
      info.picocli;
}
