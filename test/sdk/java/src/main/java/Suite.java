/** The Java SDK against the emulator. The runner (test/sdk/run.ts) starts it. */
public final class Suite {
  public static void main(String[] arguments) {
    new Operations().run();
    new Migration().run();
    new Authentication().run();
    new Faults().run();
    // The HTTP library of the SDK keeps threads that would hold the process for a minute.
    System.exit(0);
  }
}
