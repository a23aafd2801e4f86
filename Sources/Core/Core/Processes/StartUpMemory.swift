import CSystem

/// Memory that only the start of the program needs: of compiling networks, and of loading libraries.
public enum StartUpMemory {
  /// Returns it to the system. What is needed again is read again from the files of the program and its libraries.
  public static func release() { fv_release_start_up_memory() }
}
