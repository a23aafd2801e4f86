import CGStreamer
import Core

/// Initialization of GStreamer, once, on first use.
public enum GStreamerLibrary {
  private static let failure: UserError? = {
    // Scan the plugin registry in this process instead of forking gst-plugin-scanner.
    gst_registry_fork_set_enabled(0)
    var error: UnsafeMutablePointer<GError>?
    guard gst_init_check(nil, nil, &error) == 0 else { return nil }
    return UserError(
      .configuration, "GStreamer", "cannot be initialized",
      remedy: "check its installation with gst-inspect-1.0",
      detail: takeMessage(&error))
  }()

  /// The version at run time, such as `GStreamer 1.22.0`.
  public static var version: String { take(gst_version_string()) ?? "" }

  /// Initializes GStreamer unless it is initialized already.
  static func start() throws {
    if let failure { throw failure }
  }

  /// Creates an element.
  static func element(_ factory: String) throws -> UnsafeMutablePointer<GstElement> {
    guard let element = gst_element_factory_make(factory, nil) else {
      throw UserError(
        .configuration, factory, "this GStreamer element is not installed",
        remedy: "install the plugin package that provides it (gstreamer1.0-plugins-base, -good, -bad, -ugly "
          + "or gstreamer1.0-libav)")
    }
    return element
  }

  /// Returns the message of a GError and frees it.
  static func takeMessage(_ error: inout UnsafeMutablePointer<GError>?) -> String? {
    guard let pointer = error else { return nil }
    defer {
      g_error_free(pointer)
      error = nil
    }
    return pointer.pointee.message.map { String(cString: $0) }
  }

  /// Returns a string that GLib allocated and frees it.
  static func take(_ string: UnsafeMutablePointer<CChar>?) -> String? {
    guard let string = string else { return nil }
    defer { g_free(string) }
    return String(cString: string)
  }
}
