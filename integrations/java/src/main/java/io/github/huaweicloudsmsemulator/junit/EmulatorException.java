package io.github.huaweicloudsmsemulator.junit;

/** The emulator refused a call, or none answers. The message says what to do. */
public final class EmulatorException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** Status of HTTP; 0 where nothing answered. */
  private final int status;

  EmulatorException(String message, int status) {
    super(message);
    this.status = status;
  }

  /**
   * Tells how the call was answered.
   *
   * @return the status of HTTP; 0 where nothing answered
   */
  public int status() {
    return status;
  }
}
