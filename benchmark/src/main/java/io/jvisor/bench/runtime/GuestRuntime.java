package io.jvisor.bench.runtime;

import io.jvisor.bench.process.Command;
import java.util.List;
import java.util.Optional;

/** Something that runs Linux programs. */
public interface GuestRuntime {
  /** Tells it from the others, such as {@code runsc:systrap}. */
  String name();

  /** What sort of runtime it is. */
  Kind kind();

  /** The files that have to be read before it runs anything: programs and folders. */
  List<String> files();

  /**
   * Prepares to run a program, in /tmp, as root, in a container of its own.
   *
   * @param words the program's absolute path and its arguments
   */
  Container container(List<String> words);

  /** How a program is run without a bundle being made first; empty where there is no such way. */
  Optional<Command> direct(List<String> words);

  /** Sorts of runtimes. */
  enum Kind {
    /** No runtime at all. Others are compared with it. */
    NATIVE,
    /** This project. */
    JVISOR,
    /** Containers on the host's kernel. */
    RUNC,
    /** gVisor. */
    RUNSC;

    /** Whether jvisor is compared with it. */
    public boolean isPeer() {
      return this == RUNC || this == RUNSC;
    }
  }
}
