package io.jvisor.conformance.run;

/**
 * What a program left behind.
 *
 * @param status its exit status, 128 + n after signal n
 * @param output its standard output, one char per byte
 * @param error its standard error, one char per byte
 */
public record Outcome(int status, String output, String error) {

  /** The outcome as text, in an order that makes assertion messages readable. */
  public String text() {
    return output + "-- standard error\n" + error + "-- status " + status + "\n";
  }
}
