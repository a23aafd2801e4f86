import CGStreamer
import Core

/// GStreamer itself: started once, on first use.
public enum GStreamerLibrary {
  private static let failure: UserError? = {
    // The registry of plugins is read in this process: no helper is forked for it.
    gst_registry_fork_set_enabled(0)
    var error: UnsafeMutablePointer<GError>?
    guard gst_init_check(nil, nil, &error) == 0 else { return nil }
    return UserError(
      .configuration, "GStreamer", "cannot start", remedy: "check its installation with gst-inspect-1.0",
      detail: takeMessage(&error))
  }()

  /// The version that runs: `GStreamer 1.22.0`.
  public static var version: String { take(gst_version_string()) ?? "" }

  /// Starts GStreamer if it is not running yet.
  static func start() throws {
    if let failure { throw failure }
  }

  /// Makes an element; `remedy` names the package that brings it.
  static func element(_ factory: String) throws -> UnsafeMutablePointer<GstElement> {
    guard let element = gst_element_factory_make(factory, nil) else {
      throw UserError(
        .configuration, factory, "this GStreamer element is not installed",
        remedy: "install the plugin package that brings it (gstreamer1.0-plugins-base, -good, -bad, -ugly "
          + "or gstreamer1.0-libav)")
    }
    return element
  }

  /// The message of a GError, which is freed.
  static func takeMessage(_ error: inout UnsafeMutablePointer<GError>?) -> String? {
    guard let pointer = error else { return nil }
    defer {
      g_error_free(pointer)
      error = nil
    }
    return pointer.pointee.message.map { String(cString: $0) }
  }

  /// A C string that GLib allocated, which is freed.
  static func take(_ string: UnsafeMutablePointer<CChar>?) -> String? {
    guard let string = string else { return nil }
    defer { g_free(string) }
    return String(cString: string)
  }
}
