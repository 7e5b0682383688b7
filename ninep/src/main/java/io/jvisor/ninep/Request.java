package io.jvisor.ninep;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/**
 * What a client asks. Each record is one message of 9P2000.L ({@code include/net/9p/9p.h}, the
 * protocol text of diod), its fields in the order of the wire; {@link Extension} holds jvisor's
 * own.
 */
public sealed interface Request permits Extension, Standard {
  /** One of {@link MessageType}. */
  int type();

  /** Writes the fields; the header has been written. */
  void emit(MessageBuffer out) throws ProtocolException;

  /**
   * Reads the fields of the message that was opened.
   *
   * @param extensions whether jvisor's own messages are allowed
   * @throws ProtocolException when the type is unknown, or the message too short or too long
   */
  static Request parse(MessageBuffer in, boolean extensions) throws ProtocolException {
    int type = in.type();
    Request request =
        type >= MessageType.TWALKSTATUS && extensions
            ? Extension.parse(type, in)
            : Standard.parse(type, in);
    in.end();
    return request;
  }

  /** Reads {@code n[2] name[s]*n}. */
  static List<String> parseNames(MessageBuffer in) throws ProtocolException {
    int count = in.getShort();
    if (count > Protocol.MAX_WALK) {
      throw new ProtocolException("too many names");
    }
    List<String> names = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      names.add(in.getString());
    }
    return names;
  }

  /** Writes {@code n[2] name[s]*n}. */
  static void emitNames(MessageBuffer out, List<String> names) throws ProtocolException {
    out.putShort(names.size());
    for (String name : names) {
      out.putString(name);
    }
  }

  /** An empty segment, for data that is not there. */
  MemorySegment NO_DATA = MemorySegment.ofArray(new byte[0]);
}
