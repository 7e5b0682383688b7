package io.jvisor.bench.report;

/** Quoting for HTML and SVG. */
final class Html {
  private Html() {}

  /** A text as it is written between tags and in attributes. */
  static String text(String plain) {
    return plain
        .replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
